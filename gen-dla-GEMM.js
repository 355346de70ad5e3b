"use strict"
const [lanes, bandwidth, latency, offchip] = inputs
const size0 = inputs[4]
const size1 = inputs[5]
const size2 = inputs[6]
const v7 = size1
const v50 = (v7 < 1 ? 1 : 0)
const v48 = v7 + -1
const v49 = (0 > v48 ? 0 : v48)
const v52 = v7 + -1 * v49 + -1
const v53 = (v52 < 0 ? 1 : 0)
const v54 = (v53 !== 0 ? v7 : v52)
const v58 = (v50 !== 0 ? v54 : 1)
const v8 = size2
const v5 = offchip
const v318 = 2 * v5
const v6 = size0
const v4 = latency
const v146 = (v58 < 1 ? 1 : 0)
const v62 = (1 < v7 ? 1 : v7)
const v96 = (v62 < 1 ? 1 : 0)
const v94 = v62 + -1
const v95 = (0 > v94 ? 0 : v94)
const v98 = v62 + -1 * v95 + -1
const v99 = (v98 < 0 ? 1 : 0)
const v100 = (v99 !== 0 ? v62 : v98)
const v104 = (v96 !== 0 ? v100 : 1)
const v148 = (v146 !== 0 ? v104 : 1)
const v2 = lanes
const v3 = bandwidth
const v56 = (1 < v7 ? 1 : 0)
const v375 = -1 * v56 + 1
const v57 = (v56 !== 0 ? 1 : 0)
const v51 = v49 + 1
const v480 = v7 * v8
const v481 = v6 * v7
const v482 = v6 * v8
const v437 = (v57 === 0 ? 1 : 0)
const v438 = v56 * v437
const v301 = (1 > v49 ? 1 : v49)
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
const v25 = (v19 !== 0 ? v24 : v10)
const v137 = (v18 !== 0 ? v25 : v10)
const v199 = v58 * v137
const v315 = 2 * v199
const v325 = (v315 < v318 ? 1 : 0)
const v322 = Math.trunc(v315 / v5)
const v323 = Math.trunc(v322 / 2)
const v326 = (v325 !== 0 ? 0 : v323)
const v141 = (v137 < v10 ? 1 : 0)
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
const v151 = v147 * v148
const v166 = (v151 <= v2 ? (v151 > 0 ? 1 : 0) : Math.ceil(v151 / v2))
const v346 = (v199 <= v3 ? (v199 > 0 ? 1 : 0) : Math.ceil(v199 / v3))
const v348 = v4 + v346 + -1
const v352 = (v326 > v348 ? v326 : v348)
const v131 = (v10 < v8 ? 1 : 0)
const v132 = v17 * v131
const v221 = v25 * v58
const v361 = (v221 <= v3 ? (v221 > 0 ? 1 : 0) : Math.ceil(v221 / v3))
const v363 = v4 + v361 + -1
const v367 = (v326 > v363 ? v326 : v363)
const v204 = (v25 < v10 ? 1 : 0)
const v205 = (v204 !== 0 ? v81 : v10)
const v206 = v148 * v205
const v208 = (v206 <= v2 ? (v206 > 0 ? 1 : 0) : Math.ceil(v206 / v2))
const v483 = 4 * v10 + 2
const v168 = (v151 < 1 ? 1 : 0)
const v210 = (v206 < 1 ? 1 : 0)
const v299 = (1 > v13 ? 1 : v13)
scratch[j * 21 + 0] = v10
scratch[j * 21 + 1] = v13
scratch[j * 21 + 2] = v20
scratch[j * 21 + 3] = v25
scratch[j * 21 + 4] = v137
scratch[j * 21 + 5] = v199
scratch[j * 21 + 6] = v326
scratch[j * 21 + 7] = v147
scratch[j * 21 + 8] = v166
scratch[j * 21 + 9] = v348
scratch[j * 21 + 10] = v352
scratch[j * 21 + 11] = v132
scratch[j * 21 + 12] = v221
scratch[j * 21 + 13] = v363
scratch[j * 21 + 14] = v367
scratch[j * 21 + 15] = v205
scratch[j * 21 + 16] = v208
scratch[j * 21 + 17] = v483
scratch[j * 21 + 18] = v168
scratch[j * 21 + 19] = v210
scratch[j * 21 + 20] = v299
}
let at = 0
for (let i = 0; i < pes.length; i++) {
const pe = pes[i]
const v9 = pe
const v35 = (v6 < v9 ? 1 : 0)
const v28 = v6 + -1 * v9
const v29 = (0 > v28 ? 0 : v28)
const v30 = Math.trunc(v29 / v9)
const v31 = v9 * v30
const v32 = v9 + v31
const v34 = (v32 < v6 ? 1 : 0)
const v36 = (v34 > v35 ? v34 : v35)
const v37 = v30 + 1
const v38 = v9 * v37
const v39 = v6 + -1 * v38
const v40 = (v39 < 0 ? 1 : 0)
const v41 = (v40 !== 0 ? v6 : v39)
const v45 = (v36 !== 0 ? v41 : v9)
const v136 = (v35 !== 0 ? v45 : v9)
const v138 = v58 * v136
const v144 = (v136 < v9 ? 1 : 0)
const v61 = (v6 < v9 ? v6 : v9)
const v124 = (v9 < v61 ? 1 : 0)
const v84 = v61 + -1
const v85 = (0 > v84 ? 0 : v84)
const v87 = v85 + 1
const v107 = Math.trunc(v87 / v9)
const v109 = v9 * v107
const v110 = v61 + -1 * v109
const v112 = (v110 < 1 ? 1 : 0)
const v111 = v61 + -1 * v109 + -1
const v113 = (0 > v111 ? 0 : v111)
const v114 = v113 + 1
const v115 = (v112 !== 0 ? 1 : v114)
const v117 = (1 < v61 ? 1 : 0)
const v119 = (v87 < v61 ? 1 : 0)
const v120 = v85 + v119 + 1
const v121 = (v117 !== 0 ? v120 : 1)
const v125 = (v124 !== 0 ? v115 : v121)
const v150 = (v125 === 1 ? 1 : 0)
const v153 = v125 + -1 * v144 + -1
const v154 = (0 > v153 ? 0 : v153)
const v86 = (v61 < 1 ? 1 : 0)
const v88 = v61 + -1 * v85 + -1
const v89 = (v88 < 0 ? 1 : 0)
const v90 = (v89 !== 0 ? v61 : v88)
const v91 = (v86 !== 0 ? v90 : 1)
const v155 = (v144 !== 0 ? v91 : 1)
const v156 = v144 * v155
const v157 = v154 + v156
const v161 = (v150 !== 0 ? 0 : v157)
const v158 = v144 * v150
const v172 = (v158 !== 0 ? v91 : 1)
const v173 = (v150 !== 0 ? v91 : v172)
const v174 = (v144 !== 0 ? v173 : 1)
const v175 = v161 + v174
const v169 = (v150 !== 0 ? v91 : 1)
const v170 = (v144 !== 0 ? v169 : 1)
const v171 = v9 + v170 + -1
const v176 = (v144 !== 0 ? v175 : v171)
const v177 = v148 * v176
const v43 = (v9 < v6 ? 1 : 0)
const v44 = (v43 !== 0 ? v9 : 0)
const v376 = (v375 !== 0 ? v44 : v9)
const v377 = v58 * v376
const v134 = v34 * v43
const v226 = (v45 < v9 ? 1 : 0)
const v228 = v125 + -1 * v226 + -1
const v229 = (0 > v228 ? 0 : v228)
const v230 = (v226 !== 0 ? v91 : 1)
const v231 = v226 * v230
const v232 = v229 + v231
const v236 = (v150 !== 0 ? 0 : v232)
const v233 = v150 * v226
const v243 = (v233 !== 0 ? v91 : 1)
const v244 = (v150 !== 0 ? v91 : v243)
const v245 = (v226 !== 0 ? v244 : 1)
const v246 = v236 + v245
const v241 = (v226 !== 0 ? v169 : 1)
const v242 = v9 + v241 + -1
const v247 = (v226 !== 0 ? v246 : v242)
const v248 = v148 * v247
const v336 = v37 * v49
const v425 = v57 * v136
const v426 = (v425 <= v3 ? (v425 > 0 ? 1 : 0) : Math.ceil(v425 / v3))
const v428 = v4 + v426 + -1
const v339 = v49 * v134
const v200 = v37 * v51
const v223 = v45 * v58
const v258 = v51 * v134
const v392 = (v44 === 0 ? 1 : 0)
const v393 = v43 * v392
const v469 = (v438 > v393 ? v438 : v393)
const v394 = v375 * v393
const v470 = (v469 > v394 ? v469 : v394)
const v300 = (1 > v30 ? 1 : v30)
const v302 = v300 * v301
for (let j = 0; j < tiles.length; j++, at += 19) {
const v10 = scratch[j * 21 + 0]
const v13 = scratch[j * 21 + 1]
const v20 = scratch[j * 21 + 2]
const v25 = scratch[j * 21 + 3]
const v137 = scratch[j * 21 + 4]
const v199 = scratch[j * 21 + 5]
const v326 = scratch[j * 21 + 6]
const v147 = scratch[j * 21 + 7]
const v166 = scratch[j * 21 + 8]
const v348 = scratch[j * 21 + 9]
const v352 = scratch[j * 21 + 10]
const v132 = scratch[j * 21 + 11]
const v221 = scratch[j * 21 + 12]
const v363 = scratch[j * 21 + 13]
const v367 = scratch[j * 21 + 14]
const v205 = scratch[j * 21 + 15]
const v208 = scratch[j * 21 + 16]
const v483 = scratch[j * 21 + 17]
const v168 = scratch[j * 21 + 18]
const v210 = scratch[j * 21 + 19]
const v299 = scratch[j * 21 + 20]
const v312 = v136 * v137
const v314 = 2 * v138 + 2 * v312
const v320 = (v314 < v318 ? 1 : 0)
const v316 = Math.trunc(v314 / v5)
const v317 = Math.trunc(v316 / 2)
const v321 = (v320 !== 0 ? 0 : v317)
const v331 = (v326 > v321 ? v326 : v321)
const v178 = v147 * v176
const v179 = v177 + v178
const v182 = (v179 <= v3 ? (v179 > 0 ? 1 : 0) : Math.ceil(v179 / v3))
const v185 = v4 + v166 + v182 + -1
const v196 = (0 > v185 ? 0 : v185)
const v313 = v138 + v312
const v327 = (v313 <= v3 ? (v313 > 0 ? 1 : 0) : Math.ceil(v313 / v3))
const v330 = v4 + v196 + v327 + -1
const v332 = (v331 > v330 ? v331 : v330)
const v353 = (v352 > v196 ? v352 : v196)
const v354 = (v353 > v321 ? v353 : v321)
const v349 = (v312 <= v3 ? (v312 > 0 ? 1 : 0) : Math.ceil(v312 / v3))
const v351 = v4 + v349 + -1
const v355 = (v354 > v351 ? v354 : v351)
const v356 = v13 * v355
const v211 = v176 * v205
const v212 = v177 + v211
const v215 = (v212 <= v3 ? (v212 > 0 ? 1 : 0) : Math.ceil(v212 / v3))
const v218 = v4 + v208 + v215 + -1
const v220 = (0 > v218 ? 0 : v218)
const v368 = (v367 > v220 ? v367 : v220)
const v369 = (v368 > v321 ? v368 : v321)
const v360 = v10 * v136
const v364 = (v360 <= v3 ? (v360 > 0 ? 1 : 0) : Math.ceil(v360 / v3))
const v366 = v4 + v364 + -1
const v370 = (v369 > v366 ? v369 : v366)
const v371 = v132 * v370
const v333 = v20 * v30
const v380 = v44 * v137
const v381 = v377 + v380
const v382 = (v381 <= v3 ? (v381 > 0 ? 1 : 0) : Math.ceil(v381 / v3))
const v384 = v4 + v382 + -1
const v385 = (v354 > v384 ? v354 : v384)
const v386 = v333 * v385
const v334 = v20 * v134
const v249 = v147 * v247
const v250 = v248 + v249
const v252 = (v250 <= v3 ? (v250 > 0 ? 1 : 0) : Math.ceil(v250 / v3))
const v255 = v4 + v166 + v252 + -1
const v257 = (0 > v255 ? 0 : v255)
const v395 = (v352 > v257 ? v352 : v257)
const v396 = (v395 > v321 ? v395 : v321)
const v397 = (v396 > v384 ? v396 : v384)
const v398 = v334 * v397
const v335 = v30 * v132
const v404 = v10 * v44
const v405 = v377 + v404
const v406 = (v405 <= v3 ? (v405 > 0 ? 1 : 0) : Math.ceil(v405 / v3))
const v408 = v4 + v406 + -1
const v409 = (v369 > v408 ? v369 : v408)
const v410 = v335 * v409
const v272 = v132 * v134
const v262 = v205 * v247
const v263 = v248 + v262
const v265 = (v263 <= v3 ? (v263 > 0 ? 1 : 0) : Math.ceil(v263 / v3))
const v268 = v4 + v208 + v265 + -1
const v270 = (0 > v268 ? 0 : v268)
const v416 = (v367 > v270 ? v367 : v270)
const v417 = (v416 > v321 ? v416 : v321)
const v418 = (v417 > v408 ? v417 : v408)
const v419 = v272 * v418
const v337 = v20 * v336
const v429 = (v428 > v326 ? v428 : v326)
const v430 = (v429 > v348 ? v429 : v348)
const v431 = (v430 > v196 ? v430 : v196)
const v432 = (v431 > v321 ? v431 : v321)
const v433 = v337 * v432
const v338 = v132 * v336
const v439 = (v429 > v363 ? v429 : v363)
const v440 = (v439 > v220 ? v439 : v220)
const v441 = (v440 > v321 ? v440 : v321)
const v442 = v338 * v441
const v340 = v20 * v339
const v446 = (v430 > v257 ? v430 : v257)
const v447 = (v446 > v321 ? v446 : v321)
const v448 = v340 * v447
const v341 = v132 * v339
const v452 = (v439 > v270 ? v439 : v270)
const v453 = (v452 > v321 ? v452 : v321)
const v454 = v341 * v453
const v455 = v332 + v356 + v371 + v386 + v398 + v410 + v419 + v433 + v442 + v448 + v454
const v139 = v137 * v138
const v201 = v20 * v200
const v458 = v139 * v201
const v202 = v25 * v138
const v222 = v132 * v200
const v459 = v202 * v222
const v224 = v137 * v223
const v259 = v20 * v258
const v460 = v224 * v259
const v260 = v25 * v223
const v271 = v132 * v258
const v461 = v260 * v271
const v462 = v458 + v459 + v460 + v461
const v388 = v333 * v377
const v400 = v334 * v377
const v412 = v335 * v377
const v421 = v272 * v377
const v435 = v337 * v425
const v444 = v338 * v425
const v450 = v340 * v425
const v456 = v341 * v425
const v457 = v138 + v388 + v400 + v412 + v421 + v435 + v444 + v450 + v456
const v358 = v13 * v312
const v373 = v132 * v360
const v390 = v333 * v380
const v402 = v334 * v380
const v414 = v335 * v404
const v423 = v272 * v404
const v424 = v312 + v358 + v373 + v390 + v402 + v414 + v423
const v463 = v199 * v201
const v464 = v221 * v222
const v465 = v199 * v259
const v466 = v221 * v271
const v467 = v463 + v464 + v465 + v466
const v468 = 2 * v138 + 2 * v199 + 2 * v312
const v274 = (v139 < 1 ? 1 : 0)
const v275 = (v168 > v274 ? v168 : v274)
const v471 = (v470 > v275 ? v470 : v275)
const v277 = (v202 < 1 ? 1 : 0)
const v278 = (v210 > v277 ? v210 : v277)
const v279 = v132 * v278
const v472 = (v471 > v279 ? v471 : v279)
const v281 = (v224 < 1 ? 1 : 0)
const v282 = (v168 > v281 ? v168 : v281)
const v283 = v134 * v282
const v473 = (v472 > v283 ? v472 : v283)
const v285 = (v260 < 1 ? 1 : 0)
const v286 = (v210 > v285 ? v210 : v285)
const v287 = v272 * v286
const v474 = (v473 > v287 ? v473 : v287)
const v289 = (v196 < 1 ? 1 : 0)
const v475 = (v474 > v289 ? v474 : v289)
const v291 = (v220 < 1 ? 1 : 0)
const v292 = v132 * v291
const v476 = (v475 > v292 ? v475 : v292)
const v294 = (v257 < 1 ? 1 : 0)
const v295 = v134 * v294
const v477 = (v476 > v295 ? v476 : v295)
const v297 = (v270 < 1 ? 1 : 0)
const v298 = v272 * v297
const v478 = (v477 > v298 ? v477 : v298)
const v303 = v299 * v302
const v306 = (v303 < 2147483648 ? 1 : 0)
const v307 = -1 * v306 + 1
const v479 = (v478 > v307 ? v478 : v307)
out[at + 0] = v455
out[at + 1] = v462
out[at + 2] = v457
out[at + 3] = v424
out[at + 4] = v480
out[at + 5] = v481
out[at + 6] = v482
out[at + 7] = v467
out[at + 8] = v462
out[at + 9] = v462
out[at + 10] = v462
out[at + 11] = v457
out[at + 12] = v424
out[at + 13] = v462
out[at + 14] = v468
out[at + 15] = v483
if (v479 !== 0) out[at] = NaN
let energy = 0
energy += v457 * 18.61
energy += v481 * 18.61
energy += v424 * 18.61
energy += v482 * 18.61
energy += v467 * 18.61
out[at + 16] = energy * 0.00023
}
}