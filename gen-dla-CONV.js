"use strict"
const [lanes, bandwidth, latency, offchip] = inputs
const size0 = inputs[4]
const size1 = inputs[5]
const size2 = inputs[6]
const size3 = inputs[7]
const size4 = inputs[8]
const size5 = inputs[9]
const v7 = size1
const v11 = size5
const v8 = size2
const v77 = (v11 < v8 ? 1 : 0)
const v51 = Math.trunc(0 / v8)
const v52 = v8 * v51
const v53 = v8 + v52
const v54 = (v53 < v8 ? 1 : 0)
const v55 = v51 + 1
const v56 = v8 * v55
const v57 = v8 + -1 * v56
const v58 = (v57 < 0 ? 1 : 0)
const v59 = (v58 !== 0 ? v8 : v57)
const v60 = (v54 !== 0 ? v59 : v8)
const v75 = -1 * v8 + v11
const v76 = (0 > v75 ? 0 : v75)
const v79 = v11 + -1 * v76 + -1
const v80 = (v79 < 0 ? 1 : 0)
const v81 = (v80 !== 0 ? v11 : v79)
const v86 = (v77 !== 0 ? v81 : v8)
const v106 = -1 * v60 + v86 + 1
const v213 = (v77 !== 0 ? v106 : 1)
const v10 = size4
const v9 = size3
const v92 = (v10 < v9 ? 1 : 0)
const v63 = Math.trunc(0 / v9)
const v64 = v9 * v63
const v65 = v9 + v64
const v66 = (v65 < v9 ? 1 : 0)
const v67 = v63 + 1
const v68 = v9 * v67
const v69 = v9 + -1 * v68
const v70 = (v69 < 0 ? 1 : 0)
const v71 = (v70 !== 0 ? v9 : v69)
const v72 = (v66 !== 0 ? v71 : v9)
const v90 = -1 * v9 + v10
const v91 = (0 > v90 ? 0 : v90)
const v94 = v10 + -1 * v91 + -1
const v95 = (v94 < 0 ? 1 : 0)
const v96 = (v95 !== 0 ? v10 : v94)
const v101 = (v92 !== 0 ? v96 : v9)
const v109 = -1 * v72 + v101 + 1
const v214 = (v92 !== 0 ? v109 : 1)
const v292 = v213 * v214
const v5 = offchip
const v420 = 2 * v5
const v6 = size0
const v407 = v86 * v101
const v216 = v8 * v9
const v4 = latency
const v229 = (v101 < v9 ? 1 : 0)
const v113 = (v9 < v10 ? v9 : v10)
const v161 = (v113 < v9 ? 1 : 0)
const v159 = -1 * v9 + v113
const v160 = (0 > v159 ? 0 : v159)
const v163 = v113 + -1 * v160 + -1
const v164 = (v163 < 0 ? 1 : 0)
const v165 = (v164 !== 0 ? v113 : v163)
const v169 = (v161 !== 0 ? v165 : v9)
const v177 = -1 * v72 + v169 + 1
const v232 = (v229 !== 0 ? v177 : 1)
const v227 = (v86 < v8 ? 1 : 0)
const v114 = (v8 < v11 ? v8 : v11)
const v147 = (v114 < v8 ? 1 : 0)
const v145 = -1 * v8 + v114
const v146 = (0 > v145 ? 0 : v145)
const v149 = v114 + -1 * v146 + -1
const v150 = (v149 < 0 ? 1 : 0)
const v151 = (v150 !== 0 ? v114 : v149)
const v155 = (v147 !== 0 ? v151 : v8)
const v174 = -1 * v60 + v155 + 1
const v231 = (v227 !== 0 ? v174 : 1)
const v235 = v216 * v231
const v236 = v232 * v235
const v2 = lanes
const v257 = (v227 !== 0 ? v155 : v8)
const v258 = (v229 !== 0 ? v169 : v9)
const v267 = v257 * v258
const v3 = bandwidth
const v84 = (v8 < v11 ? 1 : 0)
const v484 = -1 * v84 + 1
const v99 = (v9 < v10 ? 1 : 0)
const v485 = -1 * v99 + 1
const v486 = v484 * v485
const v82 = (1 < v8 ? 1 : v8)
const v85 = (v84 !== 0 ? v82 : 0)
const v537 = (v485 !== 0 ? v85 : v8)
const v538 = v101 * v537
const v78 = v76 + 1
const v444 = v78 * v91
const v97 = (1 < v9 ? 1 : v9)
const v100 = (v99 !== 0 ? v97 : 0)
const v573 = v86 * v100
const v217 = v213 * v216
const v218 = v214 * v217
const v93 = v91 + 1
const v294 = v78 * v93
const v631 = -1 * v9 + v10 + 1
const v630 = -1 * v8 + v11 + 1
const v632 = v7 * v630
const v633 = v631 * v632
const v634 = v6 * v10
const v635 = v11 * v634
const v636 = v6 * v7
const v637 = v8 * v636
const v638 = v9 * v637
const v551 = (v85 === 0 ? 1 : 0)
const v552 = v84 * v485
const v553 = v551 * v552
const v586 = (v100 === 0 ? 1 : 0)
const v587 = v99 * v586
const v618 = (v553 > v587 ? v553 : v587)
const v398 = (1 > v76 ? 1 : v76)
const v399 = (1 > v91 ? 1 : v91)
const v400 = v398 * v399
for (let j = 0; j < tiles.length; j++) {
const tile = tiles[j]
const v13 = tile
const v21 = (v7 < v13 ? 1 : 0)
const v14 = v7 + -1 * v13
const v15 = (0 > v14 ? 0 : v14)
const v16 = Math.trunc(v15 / v13)
const v17 = v13 * v16
const v18 = v13 + v17
const v20 = (v18 < v7 ? 1 : 0)
const v22 = (v20 > v21 ? v20 : v21)
const v23 = v16 + 1
const v24 = v13 * v23
const v25 = v7 + -1 * v24
const v26 = (v25 < 0 ? 1 : 0)
const v27 = (v26 !== 0 ? v7 : v25)
const v28 = (v22 !== 0 ? v27 : v13)
const v215 = (v21 !== 0 ? v28 : v13)
const v293 = v215 * v292
const v417 = 2 * v293
const v427 = (v417 < v420 ? 1 : 0)
const v424 = Math.trunc(v417 / v5)
const v425 = Math.trunc(v424 / 2)
const v428 = (v427 !== 0 ? 0 : v425)
const v222 = (v215 < v13 ? 1 : 0)
const v112 = (v7 < v13 ? v7 : v13)
const v115 = -1 * v13 + v112
const v116 = (0 > v115 ? 0 : v115)
const v117 = Math.trunc(v116 / v13)
const v118 = v13 * v117
const v119 = v13 + v118
const v121 = (v119 < v112 ? 1 : 0)
const v122 = (v112 < v13 ? 1 : 0)
const v123 = (v121 > v122 ? v121 : v122)
const v124 = v117 + 1
const v125 = v13 * v124
const v126 = v112 + -1 * v125
const v127 = (v126 < 0 ? 1 : 0)
const v128 = (v127 !== 0 ? v112 : v126)
const v132 = (v123 !== 0 ? v128 : v13)
const v230 = (v222 !== 0 ? v132 : v13)
const v237 = v230 * v236
const v252 = (v237 <= v2 ? (v237 > 0 ? 1 : 0) : Math.ceil(v237 / v2))
const v455 = (v293 <= v3 ? (v293 > 0 ? 1 : 0) : Math.ceil(v293 / v3))
const v457 = v4 + v455 + -1
const v461 = (v428 > v457 ? v428 : v457)
const v204 = (v13 < v7 ? 1 : 0)
const v205 = v20 * v204
const v317 = v28 * v292
const v470 = (v317 <= v3 ? (v317 > 0 ? 1 : 0) : Math.ceil(v317 / v3))
const v472 = v4 + v470 + -1
const v476 = (v428 > v472 ? v428 : v472)
const v299 = (v28 < v13 ? 1 : 0)
const v300 = (v299 !== 0 ? v132 : v13)
const v301 = v236 * v300
const v303 = (v301 <= v2 ? (v301 > 0 ? 1 : 0) : Math.ceil(v301 / v2))
const v640 = v13 * v216
const v642 = 2 * v216 + 4 * v640
const v256 = (v237 < 1 ? 1 : 0)
const v306 = (v301 < 1 ? 1 : 0)
const v396 = (1 > v16 ? 1 : v16)
scratch[j * 21 + 0] = v13
scratch[j * 21 + 1] = v16
scratch[j * 21 + 2] = v23
scratch[j * 21 + 3] = v28
scratch[j * 21 + 4] = v215
scratch[j * 21 + 5] = v293
scratch[j * 21 + 6] = v428
scratch[j * 21 + 7] = v230
scratch[j * 21 + 8] = v252
scratch[j * 21 + 9] = v457
scratch[j * 21 + 10] = v461
scratch[j * 21 + 11] = v205
scratch[j * 21 + 12] = v317
scratch[j * 21 + 13] = v472
scratch[j * 21 + 14] = v476
scratch[j * 21 + 15] = v300
scratch[j * 21 + 16] = v303
scratch[j * 21 + 17] = v642
scratch[j * 21 + 18] = v256
scratch[j * 21 + 19] = v306
scratch[j * 21 + 20] = v396
}
let at = 0
for (let i = 0; i < pes.length; i++) {
const pe = pes[i]
const v12 = pe
const v38 = (v6 < v12 ? 1 : 0)
const v31 = v6 + -1 * v12
const v32 = (0 > v31 ? 0 : v31)
const v33 = Math.trunc(v32 / v12)
const v34 = v12 * v33
const v35 = v12 + v34
const v37 = (v35 < v6 ? 1 : 0)
const v39 = (v37 > v38 ? v37 : v38)
const v40 = v33 + 1
const v41 = v12 * v40
const v42 = v6 + -1 * v41
const v43 = (v42 < 0 ? 1 : 0)
const v44 = (v43 !== 0 ? v6 : v42)
const v48 = (v39 !== 0 ? v44 : v12)
const v212 = (v38 !== 0 ? v48 : v12)
const v408 = v212 * v407
const v413 = v212 * v216
const v225 = (v212 < v12 ? 1 : 0)
const v111 = (v6 < v12 ? v6 : v12)
const v196 = (v12 < v111 ? 1 : 0)
const v135 = v111 + -1
const v136 = (0 > v135 ? 0 : v135)
const v138 = v136 + 1
const v179 = Math.trunc(v138 / v12)
const v181 = v12 * v179
const v182 = v111 + -1 * v181
const v184 = (v182 < 1 ? 1 : 0)
const v183 = v111 + -1 * v181 + -1
const v185 = (0 > v183 ? 0 : v183)
const v186 = v185 + 1
const v187 = (v184 !== 0 ? 1 : v186)
const v189 = (1 < v111 ? 1 : 0)
const v191 = (v138 < v111 ? 1 : 0)
const v192 = v136 + v191 + 1
const v193 = (v189 !== 0 ? v192 : 1)
const v197 = (v196 !== 0 ? v187 : v193)
const v234 = (v197 === 1 ? 1 : 0)
const v239 = v197 + -1 * v225 + -1
const v240 = (0 > v239 ? 0 : v239)
const v137 = (v111 < 1 ? 1 : 0)
const v139 = v111 + -1 * v136 + -1
const v140 = (v139 < 0 ? 1 : 0)
const v141 = (v140 !== 0 ? v111 : v139)
const v142 = (v137 !== 0 ? v141 : 1)
const v241 = (v225 !== 0 ? v142 : 1)
const v242 = v225 * v241
const v243 = v240 + v242
const v247 = (v234 !== 0 ? 0 : v243)
const v244 = v225 * v234
const v262 = (v244 !== 0 ? v142 : 1)
const v263 = (v234 !== 0 ? v142 : v262)
const v264 = (v225 !== 0 ? v263 : 1)
const v265 = v247 + v264
const v259 = (v234 !== 0 ? v142 : 1)
const v260 = (v225 !== 0 ? v259 : 1)
const v261 = v12 + v260 + -1
const v266 = (v225 !== 0 ? v265 : v261)
const v268 = v266 * v267
const v269 = v216 * v266
const v46 = (v12 < v6 ? 1 : 0)
const v47 = (v46 !== 0 ? v12 : 0)
const v487 = (v486 !== 0 ? v47 : v12)
const v488 = v407 * v487
const v491 = v47 * v216
const v207 = v37 * v46
const v322 = (v48 < v12 ? 1 : 0)
const v324 = v197 + -1 * v322 + -1
const v325 = (0 > v324 ? 0 : v324)
const v326 = (v322 !== 0 ? v142 : 1)
const v327 = v322 * v326
const v328 = v325 + v327
const v332 = (v234 !== 0 ? 0 : v328)
const v329 = v234 * v322
const v339 = (v329 !== 0 ? v142 : 1)
const v340 = (v234 !== 0 ? v142 : v339)
const v341 = (v322 !== 0 ? v340 : 1)
const v342 = v332 + v341
const v337 = (v322 !== 0 ? v259 : 1)
const v338 = v12 + v337 + -1
const v343 = (v322 !== 0 ? v342 : v338)
const v344 = v267 * v343
const v345 = v216 * v343
const v438 = v40 * v76
const v539 = v212 * v538
const v540 = (v539 <= v3 ? (v539 > 0 ? 1 : 0) : Math.ceil(v539 / v3))
const v542 = v4 + v540 + -1
const v441 = v76 * v207
const v445 = v40 * v444
const v574 = v212 * v573
const v575 = (v574 <= v3 ? (v574 > 0 ? 1 : 0) : Math.ceil(v574 / v3))
const v577 = v4 + v575 + -1
const v448 = v207 * v444
const v219 = v212 * v218
const v295 = v40 * v294
const v319 = v48 * v218
const v355 = v207 * v294
const v504 = (v47 === 0 ? 1 : 0)
const v505 = v46 * v504
const v619 = (v618 > v505 ? v618 : v505)
const v506 = v486 * v505
const v620 = (v619 > v506 ? v619 : v506)
const v397 = (1 > v33 ? 1 : v33)
const v401 = v397 * v400
for (let j = 0; j < tiles.length; j++, at += 19) {
const v13 = scratch[j * 21 + 0]
const v16 = scratch[j * 21 + 1]
const v23 = scratch[j * 21 + 2]
const v28 = scratch[j * 21 + 3]
const v215 = scratch[j * 21 + 4]
const v293 = scratch[j * 21 + 5]
const v428 = scratch[j * 21 + 6]
const v230 = scratch[j * 21 + 7]
const v252 = scratch[j * 21 + 8]
const v457 = scratch[j * 21 + 9]
const v461 = scratch[j * 21 + 10]
const v205 = scratch[j * 21 + 11]
const v317 = scratch[j * 21 + 12]
const v472 = scratch[j * 21 + 13]
const v476 = scratch[j * 21 + 14]
const v300 = scratch[j * 21 + 15]
const v303 = scratch[j * 21 + 16]
const v642 = scratch[j * 21 + 17]
const v256 = scratch[j * 21 + 18]
const v306 = scratch[j * 21 + 19]
const v396 = scratch[j * 21 + 20]
const v414 = v215 * v413
const v416 = 2 * v408 + 2 * v414
const v422 = (v416 < v420 ? 1 : 0)
const v418 = Math.trunc(v416 / v5)
const v419 = Math.trunc(v418 / 2)
const v423 = (v422 !== 0 ? 0 : v419)
const v433 = (v428 > v423 ? v428 : v423)
const v270 = v230 * v269
const v272 = v268 + v270
const v275 = (v272 <= v3 ? (v272 > 0 ? 1 : 0) : Math.ceil(v272 / v3))
const v278 = v4 + v252 + v275 + -1
const v289 = (0 > v278 ? 0 : v278)
const v415 = v408 + v414
const v429 = (v415 <= v3 ? (v415 > 0 ? 1 : 0) : Math.ceil(v415 / v3))
const v432 = v4 + v289 + v429 + -1
const v434 = (v433 > v432 ? v433 : v432)
const v462 = (v461 > v289 ? v461 : v289)
const v463 = (v462 > v423 ? v462 : v423)
const v458 = (v414 <= v3 ? (v414 > 0 ? 1 : 0) : Math.ceil(v414 / v3))
const v460 = v4 + v458 + -1
const v464 = (v463 > v460 ? v463 : v460)
const v465 = v16 * v464
const v307 = v269 * v300
const v308 = v268 + v307
const v311 = (v308 <= v3 ? (v308 > 0 ? 1 : 0) : Math.ceil(v308 / v3))
const v314 = v4 + v303 + v311 + -1
const v316 = (0 > v314 ? 0 : v314)
const v477 = (v476 > v316 ? v476 : v316)
const v478 = (v477 > v423 ? v477 : v423)
const v469 = v13 * v413
const v473 = (v469 <= v3 ? (v469 > 0 ? 1 : 0) : Math.ceil(v469 / v3))
const v475 = v4 + v473 + -1
const v479 = (v478 > v475 ? v478 : v475)
const v480 = v205 * v479
const v435 = v23 * v33
const v492 = v215 * v491
const v493 = v488 + v492
const v494 = (v493 <= v3 ? (v493 > 0 ? 1 : 0) : Math.ceil(v493 / v3))
const v496 = v4 + v494 + -1
const v497 = (v463 > v496 ? v463 : v496)
const v498 = v435 * v497
const v436 = v23 * v207
const v346 = v230 * v345
const v347 = v344 + v346
const v349 = (v347 <= v3 ? (v347 > 0 ? 1 : 0) : Math.ceil(v347 / v3))
const v352 = v4 + v252 + v349 + -1
const v354 = (0 > v352 ? 0 : v352)
const v507 = (v461 > v354 ? v461 : v354)
const v508 = (v507 > v423 ? v507 : v423)
const v509 = (v508 > v496 ? v508 : v496)
const v510 = v436 * v509
const v437 = v33 * v205
const v516 = v13 * v491
const v517 = v488 + v516
const v518 = (v517 <= v3 ? (v517 > 0 ? 1 : 0) : Math.ceil(v517 / v3))
const v520 = v4 + v518 + -1
const v521 = (v478 > v520 ? v478 : v520)
const v522 = v437 * v521
const v369 = v205 * v207
const v359 = v300 * v345
const v360 = v344 + v359
const v362 = (v360 <= v3 ? (v360 > 0 ? 1 : 0) : Math.ceil(v360 / v3))
const v365 = v4 + v303 + v362 + -1
const v367 = (0 > v365 ? 0 : v365)
const v528 = (v476 > v367 ? v476 : v367)
const v529 = (v528 > v423 ? v528 : v423)
const v530 = (v529 > v520 ? v529 : v520)
const v531 = v369 * v530
const v439 = v23 * v438
const v543 = (v542 > v428 ? v542 : v428)
const v544 = (v543 > v457 ? v543 : v457)
const v545 = (v544 > v289 ? v544 : v289)
const v546 = (v545 > v423 ? v545 : v423)
const v547 = v439 * v546
const v440 = v205 * v438
const v554 = (v543 > v472 ? v543 : v472)
const v555 = (v554 > v316 ? v554 : v316)
const v556 = (v555 > v423 ? v555 : v423)
const v557 = v440 * v556
const v442 = v23 * v441
const v561 = (v544 > v354 ? v544 : v354)
const v562 = (v561 > v423 ? v561 : v423)
const v563 = v442 * v562
const v443 = v205 * v441
const v567 = (v554 > v367 ? v554 : v367)
const v568 = (v567 > v423 ? v567 : v423)
const v569 = v443 * v568
const v446 = v23 * v445
const v578 = (v577 > v428 ? v577 : v428)
const v579 = (v578 > v457 ? v578 : v457)
const v580 = (v579 > v289 ? v579 : v289)
const v581 = (v580 > v423 ? v580 : v423)
const v582 = v446 * v581
const v447 = v205 * v445
const v588 = (v578 > v472 ? v578 : v472)
const v589 = (v588 > v316 ? v588 : v316)
const v590 = (v589 > v423 ? v589 : v423)
const v591 = v447 * v590
const v449 = v23 * v448
const v595 = (v579 > v354 ? v579 : v354)
const v596 = (v595 > v423 ? v595 : v423)
const v597 = v449 * v596
const v450 = v205 * v448
const v601 = (v588 > v367 ? v588 : v367)
const v602 = (v601 > v423 ? v601 : v423)
const v603 = v450 * v602
const v604 = v434 + v465 + v480 + v498 + v510 + v522 + v531 + v547 + v557 + v563 + v569 + v582 + v591 + v597 + v603
const v220 = v215 * v219
const v296 = v23 * v295
const v607 = v220 * v296
const v297 = v28 * v219
const v318 = v205 * v295
const v608 = v297 * v318
const v320 = v215 * v319
const v356 = v23 * v355
const v609 = v320 * v356
const v357 = v28 * v319
const v368 = v205 * v355
const v610 = v357 * v368
const v611 = v607 + v608 + v609 + v610
const v500 = v435 * v488
const v512 = v436 * v488
const v524 = v437 * v488
const v533 = v369 * v488
const v549 = v439 * v539
const v559 = v440 * v539
const v565 = v442 * v539
const v571 = v443 * v539
const v584 = v446 * v574
const v593 = v447 * v574
const v599 = v449 * v574
const v605 = v450 * v574
const v606 = v408 + v500 + v512 + v524 + v533 + v549 + v559 + v565 + v571 + v584 + v593 + v599 + v605
const v467 = v16 * v414
const v482 = v205 * v469
const v502 = v435 * v492
const v514 = v436 * v492
const v526 = v437 * v516
const v535 = v369 * v516
const v536 = v414 + v467 + v482 + v502 + v514 + v526 + v535
const v612 = v293 * v296
const v613 = v317 * v318
const v614 = v293 * v356
const v615 = v317 * v368
const v616 = v612 + v613 + v614 + v615
const v617 = 2 * v408 + 2 * v293 + 2 * v414
const v371 = (v220 < 1 ? 1 : 0)
const v372 = (v256 > v371 ? v256 : v371)
const v621 = (v620 > v372 ? v620 : v372)
const v374 = (v297 < 1 ? 1 : 0)
const v375 = (v306 > v374 ? v306 : v374)
const v376 = v205 * v375
const v622 = (v621 > v376 ? v621 : v376)
const v378 = (v320 < 1 ? 1 : 0)
const v379 = (v256 > v378 ? v256 : v378)
const v380 = v207 * v379
const v623 = (v622 > v380 ? v622 : v380)
const v382 = (v357 < 1 ? 1 : 0)
const v383 = (v306 > v382 ? v306 : v382)
const v384 = v369 * v383
const v624 = (v623 > v384 ? v623 : v384)
const v386 = (v289 < 1 ? 1 : 0)
const v625 = (v624 > v386 ? v624 : v386)
const v388 = (v316 < 1 ? 1 : 0)
const v389 = v205 * v388
const v626 = (v625 > v389 ? v625 : v389)
const v391 = (v354 < 1 ? 1 : 0)
const v392 = v207 * v391
const v627 = (v626 > v392 ? v626 : v392)
const v394 = (v367 < 1 ? 1 : 0)
const v395 = v369 * v394
const v628 = (v627 > v395 ? v627 : v395)
const v402 = v396 * v401
const v405 = (v402 < 2147483648 ? 1 : 0)
const v406 = -1 * v405 + 1
const v629 = (v628 > v406 ? v628 : v406)
out[at + 0] = v604
out[at + 1] = v611
out[at + 2] = v606
out[at + 3] = v536
out[at + 4] = v633
out[at + 5] = v635
out[at + 6] = v638
out[at + 7] = v616
out[at + 8] = v611
out[at + 9] = v611
out[at + 10] = v611
out[at + 11] = v606
out[at + 12] = v536
out[at + 13] = v611
out[at + 14] = v617
out[at + 15] = v642
if (v629 !== 0) out[at] = NaN
let energy = 0
energy += v606 * 18.61
energy += v635 * 18.61
energy += v536 * 18.61
energy += v638 * 18.61
energy += v616 * 18.61
out[at + 16] = energy * 0.00023
}
}