"use strict"
const [lanes, bandwidth, latency, offchip] = inputs
const size0 = inputs[4]
const size1 = inputs[5]
const size2 = inputs[6]
const v6 = size0
const v50 = (v6 < 1 ? 1 : 0)
const v48 = v6 + -1
const v49 = (0 > v48 ? 0 : v48)
const v52 = v6 + -1 * v49 + -1
const v53 = (v52 < 0 ? 1 : 0)
const v54 = (v53 !== 0 ? v6 : v52)
const v58 = (v50 !== 0 ? v54 : 1)
const v7 = size1
const v8 = size2
const v5 = offchip
const v347 = 2 * v5
const v4 = latency
const v143 = (v58 < 1 ? 1 : 0)
const v61 = (1 < v6 ? 1 : v6)
const v86 = (v61 < 1 ? 1 : 0)
const v84 = v61 + -1
const v85 = (0 > v84 ? 0 : v84)
const v88 = v61 + -1 * v85 + -1
const v89 = (v88 < 0 ? 1 : 0)
const v90 = (v89 !== 0 ? v61 : v88)
const v94 = (v86 !== 0 ? v90 : 1)
const v148 = (v143 !== 0 ? v94 : 1)
const v2 = lanes
const v3 = bandwidth
const v56 = (1 < v6 ? 1 : 0)
const v371 = -1 * v56 + 1
const v57 = (v56 !== 0 ? 1 : 0)
const v51 = v49 + 1
const v526 = v7 * v8
const v527 = v6 * v7
const v528 = v6 * v8
const v468 = (v57 === 0 ? 1 : 0)
const v469 = v56 * v468
const v330 = (1 > v49 ? 1 : v49)
for (let j = 0; j < tiles.length; j++) {
const tile = tiles[j]
const v10 = tile
const v18 = (v8 < v10 ? 1 : 0)
const v11 = v8 + -1 * v10
const v12 = (0 > v11 ? 0 : v11)
const v13 = Math.trunc(v12 / v10)
const v14 = v10 * v13
const v15 = v10 + v14
const v17 = (v15 < v8 ? 1 : 0)
const v19 = (v17 > v18 ? v17 : v18)
const v20 = v13 + 1
const v21 = v10 * v20
const v22 = v8 + -1 * v21
const v23 = (v22 < 0 ? 1 : 0)
const v24 = (v23 !== 0 ? v8 : v22)
const v28 = (v19 !== 0 ? v24 : v10)
const v136 = (v18 !== 0 ? v28 : v10)
const v341 = v58 * v136
const v141 = (v136 < v10 ? 1 : 0)
const v63 = (v8 < v10 ? v8 : v10)
const v64 = -1 * v10 + v63
const v65 = (0 > v64 ? 0 : v64)
const v66 = Math.trunc(v65 / v10)
const v67 = v10 * v66
const v68 = v10 + v67
const v70 = (v68 < v63 ? 1 : 0)
const v71 = (v63 < v10 ? 1 : 0)
const v72 = (v70 > v71 ? v70 : v71)
const v73 = v66 + 1
const v74 = v10 * v73
const v75 = v63 + -1 * v74
const v76 = (v75 < 0 ? 1 : 0)
const v77 = (v76 !== 0 ? v63 : v75)
const v81 = (v72 !== 0 ? v77 : v10)
const v147 = (v141 !== 0 ? v81 : v10)
const v187 = v147 * v148
const v26 = (v10 < v8 ? 1 : 0)
const v27 = (v26 !== 0 ? v10 : 0)
const v372 = (v371 !== 0 ? v27 : v10)
const v373 = v58 * v372
const v377 = (v373 <= v3 ? (v373 > 0 ? 1 : 0) : Math.ceil(v373 / v3))
const v379 = v4 + v377 + -1
const v130 = v17 * v26
const v213 = (v28 < v10 ? 1 : 0)
const v214 = (v213 !== 0 ? v81 : v10)
const v221 = v148 * v214
const v453 = v57 * v136
const v386 = v13 * v373
const v400 = v130 * v373
const v529 = 4 * v10 + 2
const v388 = (v27 === 0 ? 1 : 0)
const v389 = v26 * v388
const v390 = v371 * v389
const v516 = (v469 > v390 ? v469 : v390)
const v328 = (1 > v13 ? 1 : v13)
scratch[j * 17 + 0] = v13
scratch[j * 17 + 1] = v20
scratch[j * 17 + 2] = v28
scratch[j * 17 + 3] = v136
scratch[j * 17 + 4] = v341
scratch[j * 17 + 5] = v147
scratch[j * 17 + 6] = v187
scratch[j * 17 + 7] = v379
scratch[j * 17 + 8] = v130
scratch[j * 17 + 9] = v214
scratch[j * 17 + 10] = v221
scratch[j * 17 + 11] = v453
scratch[j * 17 + 12] = v386
scratch[j * 17 + 13] = v400
scratch[j * 17 + 14] = v529
scratch[j * 17 + 15] = v516
scratch[j * 17 + 16] = v328
}
let at = 0
for (let i = 0; i < pes.length; i++) {
const pe = pes[i]
const v9 = pe
const v38 = (v7 < v9 ? 1 : 0)
const v31 = v7 + -1 * v9
const v32 = (0 > v31 ? 0 : v31)
const v33 = Math.trunc(v32 / v9)
const v34 = v9 * v33
const v35 = v9 + v34
const v37 = (v35 < v7 ? 1 : 0)
const v39 = (v37 > v38 ? v37 : v38)
const v40 = v33 + 1
const v41 = v9 * v40
const v42 = v7 + -1 * v41
const v43 = (v42 < 0 ? 1 : 0)
const v44 = (v43 !== 0 ? v7 : v42)
const v45 = (v39 !== 0 ? v44 : v9)
const v137 = (v38 !== 0 ? v45 : v9)
const v138 = v58 * v137
const v146 = (v137 < v9 ? 1 : 0)
const v62 = (v7 < v9 ? v7 : v9)
const v124 = (v9 < v62 ? 1 : 0)
const v97 = v62 + -1
const v98 = (0 > v97 ? 0 : v97)
const v100 = v98 + 1
const v107 = Math.trunc(v100 / v9)
const v109 = v9 * v107
const v110 = v62 + -1 * v109
const v112 = (v110 < 1 ? 1 : 0)
const v111 = v62 + -1 * v109 + -1
const v113 = (0 > v111 ? 0 : v111)
const v114 = v113 + 1
const v115 = (v112 !== 0 ? 1 : v114)
const v117 = (1 < v62 ? 1 : 0)
const v119 = (v100 < v62 ? 1 : 0)
const v120 = v98 + v119 + 1
const v121 = (v117 !== 0 ? v120 : 1)
const v125 = (v124 !== 0 ? v115 : v121)
const v150 = (v125 === 1 ? 1 : 0)
const v151 = v146 * v150
const v152 = v146 * v151
const v99 = (v62 < 1 ? 1 : 0)
const v101 = v62 + -1 * v98 + -1
const v102 = (v101 < 0 ? 1 : 0)
const v103 = (v102 !== 0 ? v62 : v101)
const v104 = (v99 !== 0 ? v103 : 1)
const v106 = (0 > v103 ? 0 : v103)
const v153 = (v150 !== 0 ? v104 : v106)
const v154 = (v152 !== 0 ? v153 : 1)
const v155 = v148 * v154
const v158 = v125 + -1 * v146 + -1
const v159 = (0 > v158 ? 0 : v158)
const v160 = (v146 !== 0 ? v104 : 1)
const v161 = v146 * v160
const v162 = v159 + v161
const v163 = (v150 !== 0 ? 0 : v162)
const v181 = (v151 !== 0 ? v104 : 1)
const v182 = (v150 !== 0 ? v104 : v181)
const v183 = (v146 !== 0 ? v182 : 1)
const v184 = v163 + v183
const v178 = (v150 !== 0 ? v104 : 1)
const v179 = (v146 !== 0 ? v178 : 1)
const v180 = v9 + v179 + -1
const v185 = (v146 !== 0 ? v184 : v180)
const v186 = v148 * v185
const v405 = (v138 <= v3 ? (v138 > 0 ? 1 : 0) : Math.ceil(v138 / v3))
const v407 = v4 + v405 + -1
const v133 = (v9 < v7 ? 1 : 0)
const v134 = v37 * v133
const v416 = v9 * v58
const v420 = (v416 <= v3 ? (v416 > 0 ? 1 : 0) : Math.ceil(v416 / v3))
const v422 = v4 + v420 + -1
const v236 = (v45 < v9 ? 1 : 0)
const v237 = v150 * v236
const v238 = v236 * v237
const v239 = (v238 !== 0 ? v153 : 1)
const v240 = v148 * v239
const v243 = v125 + -1 * v236 + -1
const v244 = (0 > v243 ? 0 : v243)
const v245 = (v236 !== 0 ? v104 : 1)
const v246 = v236 * v245
const v247 = v244 + v246
const v248 = (v150 !== 0 ? 0 : v247)
const v265 = (v237 !== 0 ? v104 : 1)
const v266 = (v150 !== 0 ? v104 : v265)
const v267 = (v236 !== 0 ? v266 : 1)
const v268 = v248 + v267
const v263 = (v236 !== 0 ? v178 : 1)
const v264 = v9 + v263 + -1
const v269 = (v236 !== 0 ? v268 : v264)
const v270 = v148 * v269
const v365 = v40 * v49
const v452 = v57 * v137
const v368 = v49 * v134
const v480 = v9 * v57
const v209 = v40 * v51
const v233 = v45 * v58
const v281 = v51 * v134
const v329 = (1 > v33 ? 1 : v33)
const v331 = v329 * v330
for (let j = 0; j < tiles.length; j++, at += 19) {
const v13 = scratch[j * 17 + 0]
const v20 = scratch[j * 17 + 1]
const v28 = scratch[j * 17 + 2]
const v136 = scratch[j * 17 + 3]
const v341 = scratch[j * 17 + 4]
const v147 = scratch[j * 17 + 5]
const v187 = scratch[j * 17 + 6]
const v379 = scratch[j * 17 + 7]
const v130 = scratch[j * 17 + 8]
const v214 = scratch[j * 17 + 9]
const v221 = scratch[j * 17 + 10]
const v453 = scratch[j * 17 + 11]
const v386 = scratch[j * 17 + 12]
const v400 = scratch[j * 17 + 13]
const v529 = scratch[j * 17 + 14]
const v516 = scratch[j * 17 + 15]
const v328 = scratch[j * 17 + 16]
const v343 = 2 * v138 + 2 * v341
const v349 = (v343 < v347 ? 1 : 0)
const v345 = Math.trunc(v343 / v5)
const v346 = Math.trunc(v345 / 2)
const v350 = (v349 !== 0 ? 0 : v346)
const v208 = v136 * v137
const v344 = 2 * v208
const v354 = (v344 < v347 ? 1 : 0)
const v351 = Math.trunc(v344 / v5)
const v352 = Math.trunc(v351 / 2)
const v355 = (v354 !== 0 ? 0 : v352)
const v360 = (v350 > v355 ? v350 : v355)
const v156 = v147 * v155
const v168 = (v156 <= v2 ? (v156 > 0 ? 1 : 0) : Math.ceil(v156 / v2))
const v188 = v186 + v187
const v191 = (v188 <= v3 ? (v188 > 0 ? 1 : 0) : Math.ceil(v188 / v3))
const v194 = v4 + v168 + v191 + -1
const v205 = (0 > v194 ? 0 : v194)
const v342 = v138 + v341
const v356 = (v342 <= v3 ? (v342 > 0 ? 1 : 0) : Math.ceil(v342 / v3))
const v359 = v4 + v205 + v356 + -1
const v361 = (v360 > v359 ? v360 : v359)
const v380 = (v379 > v205 ? v379 : v205)
const v381 = (v380 > v350 ? v380 : v350)
const v382 = (v381 > v355 ? v381 : v355)
const v374 = (v208 <= v3 ? (v208 > 0 ? 1 : 0) : Math.ceil(v208 / v3))
const v376 = v4 + v374 + -1
const v383 = (v382 > v376 ? v382 : v376)
const v384 = v13 * v383
const v215 = v155 * v214
const v217 = (v215 <= v2 ? (v215 > 0 ? 1 : 0) : Math.ceil(v215 / v2))
const v222 = v186 + v221
const v225 = (v222 <= v3 ? (v222 > 0 ? 1 : 0) : Math.ceil(v222 / v3))
const v228 = v4 + v217 + v225 + -1
const v230 = (0 > v228 ? 0 : v228)
const v394 = (v379 > v230 ? v379 : v230)
const v395 = (v394 > v350 ? v394 : v350)
const v396 = (v395 > v355 ? v395 : v355)
const v231 = v28 * v137
const v391 = (v231 <= v3 ? (v231 > 0 ? 1 : 0) : Math.ceil(v231 / v3))
const v393 = v4 + v391 + -1
const v397 = (v396 > v393 ? v396 : v393)
const v398 = v130 * v397
const v362 = v20 * v33
const v408 = (v407 > v205 ? v407 : v205)
const v409 = (v408 > v350 ? v408 : v350)
const v410 = (v409 > v355 ? v409 : v355)
const v411 = (v410 > v376 ? v410 : v376)
const v412 = v362 * v411
const v363 = v20 * v134
const v241 = v147 * v240
const v253 = (v241 <= v2 ? (v241 > 0 ? 1 : 0) : Math.ceil(v241 / v2))
const v271 = v270 + v187
const v274 = (v271 <= v3 ? (v271 > 0 ? 1 : 0) : Math.ceil(v271 / v3))
const v277 = v4 + v253 + v274 + -1
const v279 = (0 > v277 ? 0 : v277)
const v423 = (v422 > v279 ? v422 : v279)
const v424 = (v423 > v350 ? v423 : v350)
const v425 = (v424 > v355 ? v424 : v355)
const v280 = v45 * v136
const v417 = (v280 <= v3 ? (v280 > 0 ? 1 : 0) : Math.ceil(v280 / v3))
const v419 = v4 + v417 + -1
const v426 = (v425 > v419 ? v425 : v419)
const v427 = v363 * v426
const v364 = v33 * v130
const v431 = (v407 > v230 ? v407 : v230)
const v432 = (v431 > v350 ? v431 : v350)
const v433 = (v432 > v355 ? v432 : v355)
const v434 = (v433 > v393 ? v433 : v393)
const v435 = v364 * v434
const v301 = v130 * v134
const v284 = v214 * v240
const v286 = (v284 <= v2 ? (v284 > 0 ? 1 : 0) : Math.ceil(v284 / v2))
const v290 = v270 + v221
const v293 = (v290 <= v3 ? (v290 > 0 ? 1 : 0) : Math.ceil(v290 / v3))
const v296 = v4 + v286 + v293 + -1
const v298 = (0 > v296 ? 0 : v296)
const v442 = (v422 > v298 ? v422 : v298)
const v443 = (v442 > v350 ? v442 : v350)
const v444 = (v443 > v355 ? v443 : v355)
const v299 = v28 * v45
const v439 = (v299 <= v3 ? (v299 > 0 ? 1 : 0) : Math.ceil(v299 / v3))
const v441 = v4 + v439 + -1
const v445 = (v444 > v441 ? v444 : v441)
const v446 = v301 * v445
const v366 = v20 * v365
const v458 = (v205 > v350 ? v205 : v350)
const v459 = (v458 > v355 ? v458 : v355)
const v460 = (v459 > v376 ? v459 : v376)
const v454 = v452 + v453
const v455 = (v454 <= v3 ? (v454 > 0 ? 1 : 0) : Math.ceil(v454 / v3))
const v457 = v4 + v455 + -1
const v461 = (v460 > v457 ? v460 : v457)
const v462 = v366 * v461
const v367 = v130 * v365
const v470 = (v230 > v350 ? v230 : v350)
const v471 = (v470 > v355 ? v470 : v355)
const v472 = (v471 > v393 ? v471 : v393)
const v473 = (v472 > v457 ? v472 : v457)
const v474 = v367 * v473
const v369 = v20 * v368
const v485 = (v279 > v350 ? v279 : v350)
const v486 = (v485 > v355 ? v485 : v355)
const v487 = (v486 > v419 ? v486 : v419)
const v481 = v480 + v453
const v482 = (v481 <= v3 ? (v481 > 0 ? 1 : 0) : Math.ceil(v481 / v3))
const v484 = v4 + v482 + -1
const v488 = (v487 > v484 ? v487 : v484)
const v489 = v369 * v488
const v370 = v130 * v368
const v495 = (v298 > v350 ? v298 : v350)
const v496 = (v495 > v355 ? v495 : v355)
const v497 = (v496 > v441 ? v496 : v441)
const v498 = (v497 > v484 ? v497 : v484)
const v499 = v370 * v498
const v500 = v361 + v384 + v398 + v412 + v427 + v435 + v446 + v462 + v474 + v489 + v499
const v139 = v136 * v138
const v210 = v20 * v209
const v505 = v139 * v210
const v211 = v28 * v138
const v232 = v130 * v209
const v506 = v211 * v232
const v234 = v136 * v233
const v282 = v20 * v281
const v507 = v234 * v282
const v283 = v28 * v233
const v300 = v130 * v281
const v508 = v283 * v300
const v509 = v505 + v506 + v507 + v508
const v414 = v138 * v362
const v429 = v363 * v416
const v437 = v138 * v364
const v448 = v301 * v416
const v464 = v366 * v452
const v476 = v367 * v452
const v491 = v369 * v480
const v501 = v370 * v480
const v502 = v138 + v414 + v429 + v437 + v448 + v464 + v476 + v491 + v501
const v466 = v366 * v453
const v478 = v367 * v453
const v493 = v369 * v453
const v503 = v370 * v453
const v504 = v341 + v386 + v400 + v466 + v478 + v493 + v503
const v510 = v208 * v210
const v511 = v231 * v232
const v512 = v280 * v282
const v513 = v299 * v300
const v514 = v510 + v511 + v512 + v513
const v515 = 2 * v138 + 2 * v341 + 2 * v208
const v177 = (v156 < 1 ? 1 : 0)
const v303 = (v139 < 1 ? 1 : 0)
const v304 = (v177 > v303 ? v177 : v303)
const v517 = (v516 > v304 ? v516 : v304)
const v220 = (v215 < 1 ? 1 : 0)
const v306 = (v211 < 1 ? 1 : 0)
const v307 = (v220 > v306 ? v220 : v306)
const v308 = v130 * v307
const v518 = (v517 > v308 ? v517 : v308)
const v262 = (v241 < 1 ? 1 : 0)
const v310 = (v234 < 1 ? 1 : 0)
const v311 = (v262 > v310 ? v262 : v310)
const v312 = v134 * v311
const v519 = (v518 > v312 ? v518 : v312)
const v289 = (v284 < 1 ? 1 : 0)
const v314 = (v283 < 1 ? 1 : 0)
const v315 = (v289 > v314 ? v289 : v314)
const v316 = v301 * v315
const v520 = (v519 > v316 ? v519 : v316)
const v318 = (v205 < 1 ? 1 : 0)
const v521 = (v520 > v318 ? v520 : v318)
const v320 = (v230 < 1 ? 1 : 0)
const v321 = v130 * v320
const v522 = (v521 > v321 ? v521 : v321)
const v323 = (v279 < 1 ? 1 : 0)
const v324 = v134 * v323
const v523 = (v522 > v324 ? v522 : v324)
const v326 = (v298 < 1 ? 1 : 0)
const v327 = v301 * v326
const v524 = (v523 > v327 ? v523 : v327)
const v332 = v328 * v331
const v335 = (v332 < 2147483648 ? 1 : 0)
const v336 = -1 * v335 + 1
const v525 = (v524 > v336 ? v524 : v336)
out[at + 0] = v500
out[at + 1] = v509
out[at + 2] = v502
out[at + 3] = v504
out[at + 4] = v526
out[at + 5] = v527
out[at + 6] = v528
out[at + 7] = v514
out[at + 8] = v509
out[at + 9] = v509
out[at + 10] = v509
out[at + 11] = v502
out[at + 12] = v504
out[at + 13] = v509
out[at + 14] = v515
out[at + 15] = v529
if (v525 !== 0) out[at] = NaN
let energy = 0
energy += v502 * 18.61
energy += v527 * 18.61
energy += v504 * 18.61
energy += v528 * 18.61
energy += v514 * 18.61
out[at + 16] = energy * 0.00023
}
}