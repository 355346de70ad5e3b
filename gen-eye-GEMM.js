"use strict"
const [lanes, bandwidth, latency, offchip] = inputs
const size0 = inputs[4]
const size1 = inputs[5]
const size2 = inputs[6]
const v6 = size0
const v13 = (v6 < 1 ? 1 : 0)
const v11 = v6 + -1
const v12 = (0 > v11 ? 0 : v11)
const v15 = v6 + -1 * v12 + -1
const v16 = (v15 < 0 ? 1 : 0)
const v17 = (v16 !== 0 ? v6 : v15)
const v21 = (v13 !== 0 ? v17 : 1)
const v7 = size1
const v8 = size2
const v5 = offchip
const v347 = 2 * v5
const v4 = latency
const v143 = (v21 < 1 ? 1 : 0)
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
const v19 = (1 < v6 ? 1 : 0)
const v20 = (v19 !== 0 ? 1 : 0)
const v14 = v12 + 1
const v488 = v7 * v8
const v489 = v6 * v7
const v490 = v6 * v8
const v392 = (v20 === 0 ? 1 : 0)
const v393 = v19 * v392
const v328 = (1 > v12 ? 1 : v12)
for (let j = 0; j < tiles.length; j++) {
const tile = tiles[j]
const v10 = tile
const v31 = (v8 < v10 ? 1 : 0)
const v24 = v8 + -1 * v10
const v25 = (0 > v24 ? 0 : v24)
const v26 = Math.trunc(v25 / v10)
const v27 = v10 * v26
const v28 = v10 + v27
const v30 = (v28 < v8 ? 1 : 0)
const v32 = (v30 > v31 ? v30 : v31)
const v33 = v26 + 1
const v34 = v10 * v33
const v35 = v8 + -1 * v34
const v36 = (v35 < 0 ? 1 : 0)
const v37 = (v36 !== 0 ? v8 : v35)
const v41 = (v32 !== 0 ? v37 : v10)
const v136 = (v31 !== 0 ? v41 : v10)
const v341 = v21 * v136
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
const v39 = (v10 < v8 ? 1 : 0)
const v372 = -1 * v39 + 1
const v373 = (v372 !== 0 ? v20 : 1)
const v374 = v136 * v373
const v362 = v14 * v26
const v40 = (v39 !== 0 ? v10 : 0)
const v396 = v21 * v40
const v397 = (v396 <= v3 ? (v396 > 0 ? 1 : 0) : Math.ceil(v396 / v3))
const v399 = v4 + v397 + -1
const v131 = v30 * v39
const v363 = v14 * v131
const v213 = (v41 < v10 ? 1 : 0)
const v214 = (v213 !== 0 ? v81 : v10)
const v221 = v148 * v214
const v390 = v12 * v374
const v406 = v362 * v396
const v419 = v363 * v396
const v420 = v341 + v390 + v406 + v419
const v491 = 4 * v10 + 2
const v395 = v372 * v393
const v408 = (v40 === 0 ? 1 : 0)
const v409 = v39 * v408
const v329 = (1 > v26 ? 1 : v26)
scratch[j * 18 + 0] = v33
scratch[j * 18 + 1] = v41
scratch[j * 18 + 2] = v136
scratch[j * 18 + 3] = v341
scratch[j * 18 + 4] = v147
scratch[j * 18 + 5] = v187
scratch[j * 18 + 6] = v374
scratch[j * 18 + 7] = v362
scratch[j * 18 + 8] = v399
scratch[j * 18 + 9] = v131
scratch[j * 18 + 10] = v363
scratch[j * 18 + 11] = v214
scratch[j * 18 + 12] = v221
scratch[j * 18 + 13] = v420
scratch[j * 18 + 14] = v491
scratch[j * 18 + 15] = v395
scratch[j * 18 + 16] = v409
scratch[j * 18 + 17] = v329
}
let at = 0
for (let i = 0; i < pes.length; i++) {
const pe = pes[i]
const v9 = pe
const v51 = (v7 < v9 ? 1 : 0)
const v44 = v7 + -1 * v9
const v45 = (0 > v44 ? 0 : v44)
const v46 = Math.trunc(v45 / v9)
const v47 = v9 * v46
const v48 = v9 + v47
const v50 = (v48 < v7 ? 1 : 0)
const v52 = (v50 > v51 ? v50 : v51)
const v53 = v46 + 1
const v54 = v9 * v53
const v55 = v7 + -1 * v54
const v56 = (v55 < 0 ? 1 : 0)
const v57 = (v56 !== 0 ? v7 : v55)
const v58 = (v52 !== 0 ? v57 : v9)
const v137 = (v51 !== 0 ? v58 : v9)
const v138 = v21 * v137
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
const v134 = (v9 < v7 ? 1 : 0)
const v367 = -1 * v134 + 1
const v368 = (v367 !== 0 ? v20 : 1)
const v371 = v137 * v368
const v364 = v14 * v46
const v421 = (v138 <= v3 ? (v138 > 0 ? 1 : 0) : Math.ceil(v138 / v3))
const v423 = v4 + v421 + -1
const v135 = v50 * v134
const v281 = v14 * v135
const v432 = v9 * v21
const v436 = (v432 <= v3 ? (v432 > 0 ? 1 : 0) : Math.ceil(v432 / v3))
const v438 = v4 + v436 + -1
const v236 = (v58 < v9 ? 1 : 0)
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
const v209 = v14 * v53
const v233 = v21 * v58
const v388 = v12 * v371
const v394 = v367 * v393
const v330 = (1 > v46 ? 1 : v46)
const v331 = v328 * v330
for (let j = 0; j < tiles.length; j++, at += 19) {
const v33 = scratch[j * 18 + 0]
const v41 = scratch[j * 18 + 1]
const v136 = scratch[j * 18 + 2]
const v341 = scratch[j * 18 + 3]
const v147 = scratch[j * 18 + 4]
const v187 = scratch[j * 18 + 5]
const v374 = scratch[j * 18 + 6]
const v362 = scratch[j * 18 + 7]
const v399 = scratch[j * 18 + 8]
const v131 = scratch[j * 18 + 9]
const v363 = scratch[j * 18 + 10]
const v214 = scratch[j * 18 + 11]
const v221 = scratch[j * 18 + 12]
const v420 = scratch[j * 18 + 13]
const v491 = scratch[j * 18 + 14]
const v395 = scratch[j * 18 + 15]
const v409 = scratch[j * 18 + 16]
const v329 = scratch[j * 18 + 17]
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
const v382 = (v205 > v350 ? v205 : v350)
const v383 = (v382 > v355 ? v382 : v355)
const v375 = (v208 <= v3 ? (v208 > 0 ? 1 : 0) : Math.ceil(v208 / v3))
const v377 = v4 + v375 + -1
const v384 = (v383 > v377 ? v383 : v377)
const v378 = v371 + v374
const v379 = (v378 <= v3 ? (v378 > 0 ? 1 : 0) : Math.ceil(v378 / v3))
const v381 = v4 + v379 + -1
const v385 = (v384 > v381 ? v384 : v381)
const v386 = v12 * v385
const v400 = (v399 > v205 ? v399 : v205)
const v401 = (v400 > v350 ? v400 : v350)
const v402 = (v401 > v355 ? v401 : v355)
const v403 = (v402 > v377 ? v402 : v377)
const v404 = v362 * v403
const v215 = v155 * v214
const v217 = (v215 <= v2 ? (v215 > 0 ? 1 : 0) : Math.ceil(v215 / v2))
const v222 = v186 + v221
const v225 = (v222 <= v3 ? (v222 > 0 ? 1 : 0) : Math.ceil(v222 / v3))
const v228 = v4 + v217 + v225 + -1
const v230 = (0 > v228 ? 0 : v228)
const v413 = (v399 > v230 ? v399 : v230)
const v414 = (v413 > v350 ? v413 : v350)
const v415 = (v414 > v355 ? v414 : v355)
const v231 = v41 * v137
const v410 = (v231 <= v3 ? (v231 > 0 ? 1 : 0) : Math.ceil(v231 / v3))
const v412 = v4 + v410 + -1
const v416 = (v415 > v412 ? v415 : v412)
const v417 = v363 * v416
const v365 = v33 * v364
const v424 = (v423 > v205 ? v423 : v205)
const v425 = (v424 > v350 ? v424 : v350)
const v426 = (v425 > v355 ? v425 : v355)
const v427 = (v426 > v377 ? v426 : v377)
const v428 = v365 * v427
const v282 = v33 * v281
const v241 = v147 * v240
const v253 = (v241 <= v2 ? (v241 > 0 ? 1 : 0) : Math.ceil(v241 / v2))
const v271 = v270 + v187
const v274 = (v271 <= v3 ? (v271 > 0 ? 1 : 0) : Math.ceil(v271 / v3))
const v277 = v4 + v253 + v274 + -1
const v279 = (0 > v277 ? 0 : v277)
const v439 = (v438 > v279 ? v438 : v279)
const v440 = (v439 > v350 ? v439 : v350)
const v441 = (v440 > v355 ? v440 : v355)
const v280 = v58 * v136
const v433 = (v280 <= v3 ? (v280 > 0 ? 1 : 0) : Math.ceil(v280 / v3))
const v435 = v4 + v433 + -1
const v442 = (v441 > v435 ? v441 : v435)
const v443 = v282 * v442
const v366 = v131 * v364
const v447 = (v423 > v230 ? v423 : v230)
const v448 = (v447 > v350 ? v447 : v350)
const v449 = (v448 > v355 ? v448 : v355)
const v450 = (v449 > v412 ? v449 : v412)
const v451 = v366 * v450
const v300 = v131 * v281
const v284 = v214 * v240
const v286 = (v284 <= v2 ? (v284 > 0 ? 1 : 0) : Math.ceil(v284 / v2))
const v290 = v270 + v221
const v293 = (v290 <= v3 ? (v290 > 0 ? 1 : 0) : Math.ceil(v290 / v3))
const v296 = v4 + v286 + v293 + -1
const v298 = (0 > v296 ? 0 : v296)
const v458 = (v438 > v298 ? v438 : v298)
const v459 = (v458 > v350 ? v458 : v350)
const v460 = (v459 > v355 ? v459 : v355)
const v299 = v41 * v58
const v455 = (v299 <= v3 ? (v299 > 0 ? 1 : 0) : Math.ceil(v299 / v3))
const v457 = v4 + v455 + -1
const v461 = (v460 > v457 ? v460 : v457)
const v462 = v300 * v461
const v463 = v361 + v386 + v404 + v417 + v428 + v443 + v451 + v462
const v139 = v136 * v138
const v210 = v33 * v209
const v466 = v139 * v210
const v211 = v41 * v138
const v232 = v131 * v209
const v467 = v211 * v232
const v234 = v136 * v233
const v468 = v234 * v282
const v283 = v41 * v233
const v469 = v283 * v300
const v470 = v466 + v467 + v468 + v469
const v430 = v138 * v365
const v445 = v282 * v432
const v453 = v138 * v366
const v464 = v300 * v432
const v465 = v138 + v388 + v430 + v445 + v453 + v464
const v471 = v208 * v210
const v472 = v231 * v232
const v473 = v280 * v282
const v474 = v299 * v300
const v475 = v471 + v472 + v473 + v474
const v476 = 2 * v138 + 2 * v341 + 2 * v208
const v477 = (v394 > v395 ? v394 : v395)
const v478 = (v477 > v409 ? v477 : v409)
const v177 = (v156 < 1 ? 1 : 0)
const v303 = (v139 < 1 ? 1 : 0)
const v304 = (v177 > v303 ? v177 : v303)
const v479 = (v478 > v304 ? v478 : v304)
const v220 = (v215 < 1 ? 1 : 0)
const v306 = (v211 < 1 ? 1 : 0)
const v307 = (v220 > v306 ? v220 : v306)
const v308 = v131 * v307
const v480 = (v479 > v308 ? v479 : v308)
const v262 = (v241 < 1 ? 1 : 0)
const v310 = (v234 < 1 ? 1 : 0)
const v311 = (v262 > v310 ? v262 : v310)
const v312 = v135 * v311
const v481 = (v480 > v312 ? v480 : v312)
const v301 = v131 * v135
const v289 = (v284 < 1 ? 1 : 0)
const v314 = (v283 < 1 ? 1 : 0)
const v315 = (v289 > v314 ? v289 : v314)
const v316 = v301 * v315
const v482 = (v481 > v316 ? v481 : v316)
const v318 = (v205 < 1 ? 1 : 0)
const v483 = (v482 > v318 ? v482 : v318)
const v320 = (v230 < 1 ? 1 : 0)
const v321 = v131 * v320
const v484 = (v483 > v321 ? v483 : v321)
const v323 = (v279 < 1 ? 1 : 0)
const v324 = v135 * v323
const v485 = (v484 > v324 ? v484 : v324)
const v326 = (v298 < 1 ? 1 : 0)
const v327 = v301 * v326
const v486 = (v485 > v327 ? v485 : v327)
const v332 = v329 * v331
const v335 = (v332 < 2147483648 ? 1 : 0)
const v336 = -1 * v335 + 1
const v487 = (v486 > v336 ? v486 : v336)
out[at + 0] = v463
out[at + 1] = v470
out[at + 2] = v465
out[at + 3] = v420
out[at + 4] = v488
out[at + 5] = v489
out[at + 6] = v490
out[at + 7] = v475
out[at + 8] = v470
out[at + 9] = v470
out[at + 10] = v470
out[at + 11] = v465
out[at + 12] = v420
out[at + 13] = v470
out[at + 14] = v476
out[at + 15] = v491
if (v487 !== 0) out[at] = NaN
let energy = 0
energy += v465 * 18.61
energy += v489 * 18.61
energy += v420 * 18.61
energy += v490 * 18.61
energy += v475 * 18.61
out[at + 16] = energy * 0.00023
}
}