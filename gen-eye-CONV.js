"use strict"
const [lanes, bandwidth, latency, offchip] = inputs
const size0 = inputs[4]
const size1 = inputs[5]
const size2 = inputs[6]
const size3 = inputs[7]
const size4 = inputs[8]
const size5 = inputs[9]
const v11 = size5
const v8 = size2
const v6 = size0
const v20 = (v6 < 1 ? 1 : 0)
const v18 = v6 + -1
const v19 = (0 > v18 ? 0 : v18)
const v22 = v6 + -1 * v19 + -1
const v23 = (v22 < 0 ? 1 : 0)
const v24 = (v23 !== 0 ? v6 : v22)
const v28 = (v20 !== 0 ? v24 : 1)
const v10 = size4
const v9 = size3
const v17 = 2 * v9 + -1
const v77 = (v10 < v17 ? 1 : 0)
const v70 = -2 * v9 + v10 + 1
const v71 = (0 > v70 ? 0 : v70)
const v72 = Math.trunc(v71 / v9)
const v73 = v9 * v72
const v74 = 2 * v9 + v73 + -1
const v76 = (v74 < v10 ? 1 : 0)
const v78 = (v76 > v77 ? v76 : v77)
const v79 = v72 + 1
const v80 = v9 * v79
const v81 = v10 + -1 * v80
const v82 = (v81 < 0 ? 1 : 0)
const v83 = (v82 !== 0 ? v10 : v81)
const v88 = (v78 !== 0 ? v83 : v17)
const v235 = (v77 !== 0 ? v88 : v17)
const v1139 = v28 * v235
const v7 = size1
const v229 = v8 * v9
const v230 = v28 * v229
const v5 = offchip
const v1147 = 2 * v5
const v104 = Math.trunc(0 / v9)
const v105 = v9 * v104
const v106 = v9 + v105
const v107 = (v106 < v9 ? 1 : 0)
const v108 = v104 + 1
const v109 = v9 * v108
const v110 = v9 + -1 * v109
const v111 = (v110 < 0 ? 1 : 0)
const v112 = (v111 !== 0 ? v9 : v110)
const v113 = (v107 !== 0 ? v112 : v9)
const v121 = v88 + -1 * v113 + 1
const v227 = (v77 !== 0 ? v121 : v9)
const v92 = Math.trunc(0 / v8)
const v93 = v8 * v92
const v94 = v8 + v93
const v95 = (v94 < v8 ? 1 : 0)
const v96 = v92 + 1
const v97 = v8 * v96
const v98 = v8 + -1 * v97
const v99 = (v98 < 0 ? 1 : 0)
const v100 = (v99 !== 0 ? v8 : v98)
const v101 = (v95 !== 0 ? v100 : v8)
const v4 = latency
const v126 = (v10 < v17 ? v10 : v17)
const v177 = (v126 < v9 ? 1 : 0)
const v175 = -1 * v9 + v126
const v176 = (0 > v175 ? 0 : v175)
const v179 = v126 + -1 * v176 + -1
const v180 = (v179 < 0 ? 1 : 0)
const v181 = (v180 !== 0 ? v126 : v179)
const v183 = (v177 !== 0 ? v181 : v9)
const v191 = -1 * v113 + v183 + 1
const v192 = (1 < v191 ? 1 : v191)
const v239 = (v28 < 1 ? 1 : 0)
const v124 = (1 < v6 ? 1 : v6)
const v152 = (v124 < 1 ? 1 : 0)
const v150 = v124 + -1
const v151 = (0 > v150 ? 0 : v150)
const v154 = v124 + -1 * v151 + -1
const v155 = (v154 < 0 ? 1 : 0)
const v156 = (v155 !== 0 ? v124 : v154)
const v160 = (v152 !== 0 ? v156 : 1)
const v273 = (v239 !== 0 ? v160 : 1)
const v286 = v229 * v273
const v2 = lanes
const v3 = bandwidth
const v248 = -1 * v9 + v235
const v249 = (0 > v248 ? 0 : v248)
const v250 = v249 + 1
const v182 = (1 < v9 ? 1 : v9)
const v401 = v8 * v182
const v185 = -1 * v9 + v181 + 1
const v186 = (0 > v185 ? 0 : v185)
const v170 = (1 < v8 ? 1 : v8)
const v292 = (v170 === 0 ? 1 : 0)
const v293 = (v292 !== 0 ? 1 : v170)
const v295 = (v182 === 0 ? 1 : 0)
const v296 = (v295 !== 0 ? 1 : v182)
const v312 = v293 * v296
const v86 = (v17 < v10 ? 1 : 0)
const v1178 = -1 * v86 + 1
const v26 = (1 < v6 ? 1 : 0)
const v27 = (v26 !== 0 ? 1 : 0)
const v21 = v19 + 1
const v1170 = v21 * v72
const v84 = (v9 < v17 ? v9 : v17)
const v87 = (v86 !== 0 ? v84 : 0)
const v1289 = v28 * v87
const v224 = v76 * v86
const v864 = v21 * v224
const v692 = -1 * v9 + v88
const v693 = (0 > v692 ? 0 : v692)
const v694 = v693 + 1
const v231 = v227 * v230
const v468 = v21 * v79
const v685 = v121 * v230
const v1418 = -1 * v9 + v10 + 1
const v1416 = -1 * v8 + v11 + 1
const v1419 = v7 * v1416
const v1420 = v1418 * v1419
const v1421 = v6 * v10
const v1422 = v11 * v1421
const v1423 = v6 * v7
const v1424 = v8 * v1423
const v1425 = v9 * v1424
const v1302 = (v87 === 0 ? 1 : 0)
const v1303 = v86 * v1302
const v1207 = (v27 === 0 ? 1 : 0)
const v1208 = v26 * v1207
const v1124 = (1 > v19 ? 1 : v19)
const v1127 = (1 > v72 ? 1 : v72)
const v1128 = v1124 * v1127
for (let j = 0; j < tiles.length; j++) {
const tile = tiles[j]
const v13 = tile
const v38 = (v7 < v13 ? 1 : 0)
const v31 = v7 + -1 * v13
const v32 = (0 > v31 ? 0 : v31)
const v33 = Math.trunc(v32 / v13)
const v34 = v13 * v33
const v35 = v13 + v34
const v37 = (v35 < v7 ? 1 : 0)
const v39 = (v37 > v38 ? v37 : v38)
const v40 = v33 + 1
const v41 = v13 * v40
const v42 = v7 + -1 * v41
const v43 = (v42 < 0 ? 1 : 0)
const v44 = (v43 !== 0 ? v7 : v42)
const v48 = (v39 !== 0 ? v44 : v13)
const v226 = (v38 !== 0 ? v48 : v13)
const v1141 = v226 * v230
const v237 = (v226 < v13 ? 1 : 0)
const v125 = (v7 < v13 ? v7 : v13)
const v130 = -1 * v13 + v125
const v131 = (0 > v130 ? 0 : v130)
const v132 = Math.trunc(v131 / v13)
const v133 = v13 * v132
const v134 = v13 + v133
const v136 = (v134 < v125 ? 1 : 0)
const v137 = (v125 < v13 ? 1 : 0)
const v138 = (v136 > v137 ? v136 : v137)
const v139 = v132 + 1
const v140 = v13 * v139
const v141 = v125 + -1 * v140
const v142 = (v141 < 0 ? 1 : 0)
const v143 = (v142 !== 0 ? v125 : v141)
const v147 = (v138 !== 0 ? v143 : v13)
const v272 = (v237 !== 0 ? v147 : v13)
const v393 = v272 * v286
const v46 = (v13 < v7 ? 1 : 0)
const v1186 = -1 * v46 + 1
const v1187 = (v1186 !== 0 ? v27 : 1)
const v1188 = v226 * v1187
const v1189 = v229 * v1188
const v1162 = v21 * v33
const v47 = (v46 !== 0 ? v13 : 0)
const v1211 = v47 * v230
const v1212 = (v1211 <= v3 ? (v1211 > 0 ? 1 : 0) : Math.ceil(v1211 / v3))
const v1214 = v4 + v1212 + -1
const v218 = v37 * v46
const v1163 = v21 * v218
const v473 = (v48 < v13 ? 1 : 0)
const v474 = (v473 !== 0 ? v147 : v13)
const v488 = v286 * v474
const v1205 = v19 * v1189
const v1221 = v1162 * v1211
const v1234 = v1163 * v1211
const v1235 = v1141 + v1205 + v1221 + v1234
const v1427 = v13 * v229
const v1429 = 2 * v229 + 4 * v1427
const v1210 = v1186 * v1208
const v1223 = (v47 === 0 ? 1 : 0)
const v1224 = v46 * v1223
const v913 = v218 * v224
const v1125 = (1 > v33 ? 1 : v33)
scratch[j * 19 + 0] = v40
scratch[j * 19 + 1] = v48
scratch[j * 19 + 2] = v226
scratch[j * 19 + 3] = v1141
scratch[j * 19 + 4] = v272
scratch[j * 19 + 5] = v393
scratch[j * 19 + 6] = v1189
scratch[j * 19 + 7] = v1162
scratch[j * 19 + 8] = v1214
scratch[j * 19 + 9] = v218
scratch[j * 19 + 10] = v1163
scratch[j * 19 + 11] = v474
scratch[j * 19 + 12] = v488
scratch[j * 19 + 13] = v1235
scratch[j * 19 + 14] = v1429
scratch[j * 19 + 15] = v1210
scratch[j * 19 + 16] = v1224
scratch[j * 19 + 17] = v913
scratch[j * 19 + 18] = v1125
}
let at = 0
for (let i = 0; i < pes.length; i++) {
const pe = pes[i]
const v12 = pe
const v15 = v8 + v12 + -1
const v58 = (v11 < v15 ? 1 : 0)
const v51 = -1 * v8 + v11 + -1 * v12 + 1
const v52 = (0 > v51 ? 0 : v51)
const v53 = Math.trunc(v52 / v12)
const v54 = v12 * v53
const v55 = v8 + v12 + v54 + -1
const v57 = (v55 < v11 ? 1 : 0)
const v59 = (v57 > v58 ? v57 : v58)
const v60 = v53 + 1
const v61 = v12 * v60
const v62 = v11 + -1 * v61
const v63 = (v62 < 0 ? 1 : 0)
const v64 = (v63 !== 0 ? v11 : v62)
const v66 = (v59 !== 0 ? v64 : v15)
const v234 = (v58 !== 0 ? v66 : v15)
const v1140 = v234 * v1139
const v117 = -1 * v101 + v66 + 1
const v228 = (v58 !== 0 ? v117 : v12)
const v466 = v227 * v228
const v241 = (v234 < v15 ? 1 : 0)
const v243 = v9 + v12 + -1
const v245 = (v235 < v243 ? 1 : 0)
const v276 = (v241 > v245 ? v241 : v245)
const v127 = (v11 < v15 ? v11 : v15)
const v210 = (v15 < v127 ? 1 : 0)
const v163 = -1 * v8 + v127
const v164 = (0 > v163 ? 0 : v163)
const v166 = v164 + 1
const v193 = Math.trunc(v166 / v12)
const v195 = v12 * v193
const v196 = v127 + -1 * v195
const v198 = (v196 < v8 ? 1 : 0)
const v197 = -1 * v8 + v127 + -1 * v195
const v199 = (0 > v197 ? 0 : v197)
const v200 = v199 + 1
const v201 = (v198 !== 0 ? 1 : v200)
const v204 = (v8 < v127 ? 1 : 0)
const v202 = v8 + v164
const v206 = (v202 < v127 ? 1 : 0)
const v207 = v164 + v206 + 1
const v208 = (v204 !== 0 ? v207 : 1)
const v211 = (v210 !== 0 ? v201 : v208)
const v275 = (v211 === 1 ? 1 : 0)
const v277 = v245 * v275
const v278 = v276 * v277
const v279 = v241 * v278
const v165 = (v127 < v8 ? 1 : 0)
const v167 = v127 + -1 * v164 + -1
const v168 = (v167 < 0 ? 1 : 0)
const v169 = (v168 !== 0 ? v127 : v167)
const v171 = (v165 !== 0 ? v169 : v8)
const v188 = -1 * v101 + v171 + 1
const v189 = (1 < v188 ? 1 : v188)
const v280 = (v275 !== 0 ? v188 : v189)
const v281 = (v279 !== 0 ? v280 : 1)
const v282 = v245 * v278
const v283 = (v275 !== 0 ? v191 : v192)
const v284 = (v282 !== 0 ? v283 : 1)
const v285 = v281 * v284
const v287 = v285 * v286
const v382 = (v277 !== 0 ? v171 : v8)
const v383 = (v275 !== 0 ? v171 : v382)
const v384 = (v241 !== 0 ? v383 : v8)
const v385 = (v277 !== 0 ? v183 : v9)
const v386 = (v275 !== 0 ? v183 : v385)
const v387 = (v245 !== 0 ? v386 : v9)
const v388 = v384 * v387
const v290 = v211 + -1 * v245 + -1
const v291 = (0 > v290 ? 0 : v290)
const v364 = (v275 !== 0 ? 1 : v8)
const v365 = (v241 !== 0 ? v364 : v8)
const v366 = (v275 !== 0 ? 1 : v9)
const v367 = (v245 !== 0 ? v366 : v9)
const v368 = v365 * v367
const v376 = v291 * v368
const v377 = (v241 !== 0 ? v171 : v8)
const v378 = (v245 !== 0 ? v183 : v9)
const v379 = v377 * v378
const v380 = v245 * v379
const v381 = v376 + v380
const v389 = (v275 !== 0 ? 0 : v381)
const v390 = v388 + v389
const v369 = (v275 !== 0 ? v171 : v8)
const v370 = (v241 !== 0 ? v369 : v8)
const v371 = (v275 !== 0 ? v183 : v9)
const v372 = (v245 !== 0 ? v371 : v9)
const v373 = v370 * v372
const v118 = v12 + -1
const v374 = v118 * v368
const v375 = v373 + v374
const v391 = (v276 !== 0 ? v390 : v375)
const v392 = v273 * v391
const v251 = Math.trunc(v250 / v12)
const v252 = v251 + -1
const v253 = (0 > v252 ? 0 : v252)
const v408 = v382 * v385
const v404 = v291 * v401
const v405 = v171 * v186
const v406 = v245 * v405
const v407 = v404 + v406
const v409 = (v275 !== 0 ? 0 : v407)
const v410 = v408 + v409
const v402 = v118 * v401
const v403 = v229 + v402
const v411 = (v276 !== 0 ? v410 : v403)
const v412 = v273 * v411
const v416 = (v412 <= v3 ? (v412 > 0 ? 1 : 0) : Math.ceil(v412 / v3))
const v418 = v4 + v416 + -1
const v301 = v241 * v277
const v302 = (v301 !== 0 ? v280 : 1)
const v303 = v245 * v277
const v304 = (v303 !== 0 ? v283 : 1)
const v305 = v302 * v304
const v315 = v291 * v312
const v316 = (v241 !== 0 ? v280 : v293)
const v317 = (v245 !== 0 ? v283 : v296)
const v318 = v316 * v317
const v319 = v245 * v318
const v320 = v315 + v319
const v321 = (v275 !== 0 ? 0 : v320)
const v322 = v305 + v321
const v313 = v118 * v312
const v314 = v313 + 1
const v323 = (v276 !== 0 ? v322 : v314)
const v254 = v12 * v253
const v255 = v9 + v12 + v254 + -1
const v260 = (v255 === v235 ? 1 : 0)
const v261 = -1 * v260 + 1
const v247 = (v243 < v235 ? 1 : 0)
const v256 = v9 + 2 * v12 + v254 + -1
const v258 = (v235 < v256 ? 1 : 0)
const v262 = v247 * v258
const v263 = v261 * v262
const v264 = v253 + 1
const v265 = v12 * v264
const v267 = -1 * v9 + v235 + -1 * v265
const v268 = (0 > v267 ? 0 : v267)
const v269 = v9 + v268
const v266 = v235 + -1 * v265
const v271 = (v269 < v266 ? 1 : 0)
const v325 = v271 * v275
const v428 = (v325 !== 0 ? v171 : v8)
const v429 = (v325 !== 0 ? v183 : v9)
const v430 = v428 * v429
const v335 = v211 + -1 * v271 + -1
const v336 = (0 > v335 ? 0 : v335)
const v425 = v336 * v401
const v426 = v271 * v405
const v427 = v425 + v426
const v431 = (v275 !== 0 ? 0 : v427)
const v432 = v430 + v431
const v433 = v273 * v432
const v437 = (v433 <= v3 ? (v433 > 0 ? 1 : 0) : Math.ceil(v433 / v3))
const v439 = v4 + v437 + -1
const v326 = v241 * v325
const v327 = (v326 !== 0 ? v280 : 1)
const v328 = (v325 !== 0 ? v192 : 1)
const v329 = (v275 !== 0 ? v183 : v328)
const v330 = v327 * v329
const v331 = v286 * v330
const v348 = (v275 !== 0 ? 1 : v296)
const v349 = v293 * v348
const v352 = v336 * v349
const v338 = (v275 !== 0 ? v183 : v192)
const v353 = v316 * v338
const v354 = v271 * v353
const v355 = v352 + v354
const v356 = (v275 !== 0 ? 0 : v355)
const v357 = v330 + v356
const v221 = (v15 < v11 ? 1 : 0)
const v1177 = -1 * v221 + 1
const v1179 = v1177 * v1178
const v1180 = (v1179 !== 0 ? v27 : 1)
const v1184 = v234 * v1180
const v1185 = v235 * v1184
const v1164 = v21 * v53
const v1241 = (v1140 <= v3 ? (v1140 > 0 ? 1 : 0) : Math.ceil(v1140 / v3))
const v1243 = v4 + v1241 + -1
const v222 = v57 * v221
const v1166 = v21 * v222
const v1252 = v15 * v1139
const v1256 = (v1252 <= v3 ? (v1252 > 0 ? 1 : 0) : Math.ceil(v1252 / v3))
const v1258 = v4 + v1256 + -1
const v524 = (v66 < v15 ? 1 : 0)
const v525 = (v245 > v524 ? v245 : v524)
const v526 = v277 * v525
const v527 = v524 * v526
const v528 = (v527 !== 0 ? v280 : 1)
const v529 = v245 * v526
const v530 = (v529 !== 0 ? v283 : 1)
const v531 = v528 * v530
const v532 = v286 * v531
const v590 = (v524 !== 0 ? v383 : v8)
const v591 = v387 * v590
const v579 = (v524 !== 0 ? v364 : v8)
const v580 = v367 * v579
const v585 = v291 * v580
const v586 = (v524 !== 0 ? v171 : v8)
const v587 = v378 * v586
const v588 = v245 * v587
const v589 = v585 + v588
const v592 = (v275 !== 0 ? 0 : v589)
const v593 = v591 + v592
const v581 = (v524 !== 0 ? v369 : v8)
const v582 = v372 * v581
const v583 = v118 * v580
const v584 = v582 + v583
const v594 = (v525 !== 0 ? v593 : v584)
const v595 = v273 * v594
const v603 = (v525 !== 0 ? v410 : v403)
const v604 = v273 * v603
const v608 = (v604 <= v3 ? (v604 > 0 ? 1 : 0) : Math.ceil(v604 / v3))
const v610 = v4 + v608 + -1
const v538 = v277 * v524
const v539 = (v538 !== 0 ? v280 : 1)
const v540 = v304 * v539
const v547 = (v524 !== 0 ? v280 : v293)
const v548 = v317 * v547
const v549 = v245 * v548
const v550 = v315 + v549
const v551 = (v275 !== 0 ? 0 : v550)
const v552 = v540 + v551
const v553 = (v525 !== 0 ? v552 : v314)
const v555 = v325 * v524
const v556 = (v555 !== 0 ? v280 : 1)
const v557 = v329 * v556
const v558 = v286 * v557
const v568 = v338 * v547
const v569 = v271 * v568
const v570 = v352 + v569
const v571 = (v275 !== 0 ? 0 : v570)
const v572 = v557 + v571
const v634 = v66 * v227
const v1171 = v60 * v1170
const v1290 = v234 * v1289
const v1291 = (v1290 <= v3 ? (v1290 > 0 ? 1 : 0) : Math.ceil(v1290 / v3))
const v1293 = v4 + v1291 + -1
const v865 = v60 * v864
const v689 = (v88 < v243 ? 1 : 0)
const v716 = (v241 > v689 ? v241 : v689)
const v717 = v275 * v689
const v718 = v716 * v717
const v719 = v241 * v718
const v720 = (v719 !== 0 ? v280 : 1)
const v721 = v689 * v718
const v722 = (v721 !== 0 ? v283 : 1)
const v723 = v720 * v722
const v724 = v286 * v723
const v794 = (v717 !== 0 ? v171 : v8)
const v795 = (v275 !== 0 ? v171 : v794)
const v796 = (v241 !== 0 ? v795 : v8)
const v797 = (v717 !== 0 ? v183 : v9)
const v798 = (v275 !== 0 ? v183 : v797)
const v799 = (v689 !== 0 ? v798 : v9)
const v800 = v796 * v799
const v727 = v211 + -1 * v689 + -1
const v728 = (0 > v727 ? 0 : v727)
const v783 = (v689 !== 0 ? v366 : v9)
const v784 = v365 * v783
const v789 = v728 * v784
const v790 = (v689 !== 0 ? v183 : v9)
const v791 = v377 * v790
const v792 = v689 * v791
const v793 = v789 + v792
const v801 = (v275 !== 0 ? 0 : v793)
const v802 = v800 + v801
const v785 = (v689 !== 0 ? v371 : v9)
const v786 = v370 * v785
const v787 = v118 * v784
const v788 = v786 + v787
const v803 = (v716 !== 0 ? v802 : v788)
const v804 = v273 * v803
const v695 = Math.trunc(v694 / v12)
const v696 = v695 + -1
const v697 = (0 > v696 ? 0 : v696)
const v815 = v794 * v797
const v812 = v401 * v728
const v813 = v405 * v689
const v814 = v812 + v813
const v816 = (v275 !== 0 ? 0 : v814)
const v817 = v815 + v816
const v818 = (v716 !== 0 ? v817 : v403)
const v819 = v273 * v818
const v823 = (v819 <= v3 ? (v819 > 0 ? 1 : 0) : Math.ceil(v819 / v3))
const v825 = v4 + v823 + -1
const v733 = v241 * v717
const v734 = (v733 !== 0 ? v280 : 1)
const v735 = v689 * v717
const v736 = (v735 !== 0 ? v283 : 1)
const v737 = v734 * v736
const v744 = v312 * v728
const v745 = (v689 !== 0 ? v283 : v296)
const v746 = v316 * v745
const v747 = v689 * v746
const v748 = v744 + v747
const v749 = (v275 !== 0 ? 0 : v748)
const v750 = v737 + v749
const v751 = (v716 !== 0 ? v750 : v314)
const v698 = v12 * v697
const v699 = v9 + v12 + v698 + -1
const v704 = (v699 === v88 ? 1 : 0)
const v705 = -1 * v704 + 1
const v691 = (v243 < v88 ? 1 : 0)
const v700 = v9 + 2 * v12 + v698 + -1
const v702 = (v88 < v700 ? 1 : 0)
const v706 = v691 * v702
const v707 = v705 * v706
const v708 = v697 + 1
const v709 = v12 * v708
const v711 = -1 * v9 + v88 + -1 * v709
const v712 = (0 > v711 ? 0 : v711)
const v713 = v9 + v712
const v710 = v88 + -1 * v709
const v715 = (v713 < v710 ? 1 : 0)
const v753 = v275 * v715
const v835 = (v753 !== 0 ? v171 : v8)
const v836 = (v753 !== 0 ? v183 : v9)
const v837 = v835 * v836
const v762 = v211 + -1 * v715 + -1
const v763 = (0 > v762 ? 0 : v762)
const v832 = v401 * v763
const v833 = v405 * v715
const v834 = v832 + v833
const v838 = (v275 !== 0 ? 0 : v834)
const v839 = v837 + v838
const v840 = v273 * v839
const v844 = (v840 <= v3 ? (v840 > 0 ? 1 : 0) : Math.ceil(v840 / v3))
const v846 = v4 + v844 + -1
const v754 = v241 * v753
const v755 = (v754 !== 0 ? v280 : 1)
const v756 = (v753 !== 0 ? v192 : 1)
const v757 = (v275 !== 0 ? v183 : v756)
const v758 = v755 * v757
const v759 = v286 * v758
const v772 = v349 * v763
const v773 = v353 * v715
const v774 = v772 + v773
const v775 = (v275 !== 0 ? 0 : v774)
const v776 = v758 + v775
const v862 = v121 * v228
const v1174 = v222 * v1170
const v1334 = v15 * v1289
const v1335 = (v1334 <= v3 ? (v1334 > 0 ? 1 : 0) : Math.ceil(v1334 / v3))
const v1337 = v4 + v1335 + -1
const v1020 = v222 * v864
const v916 = (v524 > v689 ? v524 : v689)
const v917 = v717 * v916
const v918 = v524 * v917
const v919 = (v918 !== 0 ? v280 : 1)
const v920 = v689 * v917
const v921 = (v920 !== 0 ? v283 : 1)
const v922 = v919 * v921
const v923 = v286 * v922
const v974 = (v524 !== 0 ? v795 : v8)
const v975 = v799 * v974
const v966 = v579 * v783
const v970 = v728 * v966
const v971 = v586 * v790
const v972 = v689 * v971
const v973 = v970 + v972
const v976 = (v275 !== 0 ? 0 : v973)
const v977 = v975 + v976
const v967 = v581 * v785
const v968 = v118 * v966
const v969 = v967 + v968
const v978 = (v916 !== 0 ? v977 : v969)
const v979 = v273 * v978
const v987 = (v916 !== 0 ? v817 : v403)
const v988 = v273 * v987
const v992 = (v988 <= v3 ? (v988 > 0 ? 1 : 0) : Math.ceil(v988 / v3))
const v994 = v4 + v992 + -1
const v928 = v524 * v717
const v929 = (v928 !== 0 ? v280 : 1)
const v930 = v736 * v929
const v937 = v547 * v745
const v938 = v689 * v937
const v939 = v744 + v938
const v940 = (v275 !== 0 ? 0 : v939)
const v941 = v930 + v940
const v942 = (v916 !== 0 ? v941 : v314)
const v944 = v524 * v753
const v945 = (v944 !== 0 ? v280 : 1)
const v946 = v757 * v945
const v947 = v286 * v946
const v956 = v568 * v715
const v957 = v772 + v956
const v958 = (v275 !== 0 ? 0 : v957)
const v959 = v946 + v958
const v1018 = v66 * v121
const v232 = v228 * v231
const v469 = v60 * v468
const v521 = v66 * v231
const v636 = v222 * v468
const v686 = v228 * v685
const v914 = v66 * v685
const v1203 = v19 * v1185
const v1209 = v1179 * v1208
const v1395 = (v1303 > v1209 ? v1303 : v1209)
const v1022 = v222 * v224
const v1126 = (1 > v53 ? 1 : v53)
const v1129 = v1126 * v1128
for (let j = 0; j < tiles.length; j++, at += 19) {
const v40 = scratch[j * 19 + 0]
const v48 = scratch[j * 19 + 1]
const v226 = scratch[j * 19 + 2]
const v1141 = scratch[j * 19 + 3]
const v272 = scratch[j * 19 + 4]
const v393 = scratch[j * 19 + 5]
const v1189 = scratch[j * 19 + 6]
const v1162 = scratch[j * 19 + 7]
const v1214 = scratch[j * 19 + 8]
const v218 = scratch[j * 19 + 9]
const v1163 = scratch[j * 19 + 10]
const v474 = scratch[j * 19 + 11]
const v488 = scratch[j * 19 + 12]
const v1235 = scratch[j * 19 + 13]
const v1429 = scratch[j * 19 + 14]
const v1210 = scratch[j * 19 + 15]
const v1224 = scratch[j * 19 + 16]
const v913 = scratch[j * 19 + 17]
const v1125 = scratch[j * 19 + 18]
const v1143 = 2 * v1140 + 2 * v1141
const v1149 = (v1143 < v1147 ? 1 : 0)
const v1145 = Math.trunc(v1143 / v5)
const v1146 = Math.trunc(v1145 / 2)
const v1150 = (v1149 !== 0 ? 0 : v1146)
const v467 = v226 * v466
const v1144 = 2 * v467
const v1154 = (v1144 < v1147 ? 1 : 0)
const v1151 = Math.trunc(v1144 / v5)
const v1152 = Math.trunc(v1151 / 2)
const v1155 = (v1154 !== 0 ? 0 : v1152)
const v1160 = (v1150 > v1155 ? v1150 : v1155)
const v288 = v272 * v287
const v311 = (v288 <= v2 ? (v288 > 0 ? 1 : 0) : Math.ceil(v288 / v2))
const v394 = v392 + v393
const v397 = (v394 <= v3 ? (v394 > 0 ? 1 : 0) : Math.ceil(v394 / v3))
const v419 = (v418 > v311 ? v418 : v311)
const v324 = v272 * v323
const v413 = (v324 <= v3 ? (v324 > 0 ? 1 : 0) : Math.ceil(v324 / v3))
const v415 = v4 + v413 + -1
const v420 = (v419 > v415 ? v419 : v415)
const v421 = v253 * v420
const v332 = v272 * v331
const v347 = (v332 <= v2 ? (v332 > 0 ? 1 : 0) : Math.ceil(v332 / v2))
const v440 = (v439 > v347 ? v439 : v347)
const v358 = v272 * v357
const v434 = (v358 <= v3 ? (v358 > 0 ? 1 : 0) : Math.ceil(v358 / v3))
const v436 = v4 + v434 + -1
const v441 = (v440 > v436 ? v440 : v436)
const v442 = v263 * v441
const v443 = v4 + v311 + v397 + v421 + v442 + -1
const v463 = (0 > v443 ? 0 : v443)
const v1142 = v1140 + v1141
const v1156 = (v1142 <= v3 ? (v1142 > 0 ? 1 : 0) : Math.ceil(v1142 / v3))
const v1159 = v4 + v463 + v1156 + -1
const v1161 = (v1160 > v1159 ? v1160 : v1159)
const v1197 = (v463 > v1150 ? v463 : v1150)
const v1198 = (v1197 > v1155 ? v1197 : v1155)
const v1190 = (v467 <= v3 ? (v467 > 0 ? 1 : 0) : Math.ceil(v467 / v3))
const v1192 = v4 + v1190 + -1
const v1199 = (v1198 > v1192 ? v1198 : v1192)
const v1193 = v1185 + v1189
const v1194 = (v1193 <= v3 ? (v1193 > 0 ? 1 : 0) : Math.ceil(v1193 / v3))
const v1196 = v4 + v1194 + -1
const v1200 = (v1199 > v1196 ? v1199 : v1196)
const v1201 = v19 * v1200
const v1215 = (v1214 > v463 ? v1214 : v463)
const v1216 = (v1215 > v1150 ? v1215 : v1150)
const v1217 = (v1216 > v1155 ? v1216 : v1155)
const v1218 = (v1217 > v1192 ? v1217 : v1192)
const v1219 = v1162 * v1218
const v475 = v287 * v474
const v477 = (v475 <= v2 ? (v475 > 0 ? 1 : 0) : Math.ceil(v475 / v2))
const v489 = v392 + v488
const v492 = (v489 <= v3 ? (v489 > 0 ? 1 : 0) : Math.ceil(v489 / v3))
const v499 = (v418 > v477 ? v418 : v477)
const v478 = v323 * v474
const v496 = (v478 <= v3 ? (v478 > 0 ? 1 : 0) : Math.ceil(v478 / v3))
const v498 = v4 + v496 + -1
const v500 = (v499 > v498 ? v499 : v498)
const v501 = v253 * v500
const v479 = v331 * v474
const v481 = (v479 <= v2 ? (v479 > 0 ? 1 : 0) : Math.ceil(v479 / v2))
const v506 = (v439 > v481 ? v439 : v481)
const v482 = v357 * v474
const v503 = (v482 <= v3 ? (v482 > 0 ? 1 : 0) : Math.ceil(v482 / v3))
const v505 = v4 + v503 + -1
const v507 = (v506 > v505 ? v506 : v505)
const v508 = v263 * v507
const v509 = v4 + v477 + v492 + v501 + v508 + -1
const v518 = (0 > v509 ? 0 : v509)
const v1228 = (v1214 > v518 ? v1214 : v518)
const v1229 = (v1228 > v1150 ? v1228 : v1150)
const v1230 = (v1229 > v1155 ? v1229 : v1155)
const v519 = v48 * v466
const v1225 = (v519 <= v3 ? (v519 > 0 ? 1 : 0) : Math.ceil(v519 / v3))
const v1227 = v4 + v1225 + -1
const v1231 = (v1230 > v1227 ? v1230 : v1227)
const v1232 = v1163 * v1231
const v1165 = v40 * v1164
const v1244 = (v1243 > v463 ? v1243 : v463)
const v1245 = (v1244 > v1150 ? v1244 : v1150)
const v1246 = (v1245 > v1155 ? v1245 : v1155)
const v1247 = (v1246 > v1192 ? v1246 : v1192)
const v1248 = v1165 * v1247
const v1167 = v40 * v1166
const v533 = v272 * v532
const v546 = (v533 <= v2 ? (v533 > 0 ? 1 : 0) : Math.ceil(v533 / v2))
const v596 = v595 + v393
const v599 = (v596 <= v3 ? (v596 > 0 ? 1 : 0) : Math.ceil(v596 / v3))
const v611 = (v610 > v546 ? v610 : v546)
const v554 = v272 * v553
const v605 = (v554 <= v3 ? (v554 > 0 ? 1 : 0) : Math.ceil(v554 / v3))
const v607 = v4 + v605 + -1
const v612 = (v611 > v607 ? v611 : v607)
const v613 = v253 * v612
const v559 = v272 * v558
const v567 = (v559 <= v2 ? (v559 > 0 ? 1 : 0) : Math.ceil(v559 / v2))
const v620 = (v439 > v567 ? v439 : v567)
const v573 = v272 * v572
const v617 = (v573 <= v3 ? (v573 > 0 ? 1 : 0) : Math.ceil(v573 / v3))
const v619 = v4 + v617 + -1
const v621 = (v620 > v619 ? v620 : v619)
const v622 = v263 * v621
const v623 = v4 + v546 + v599 + v613 + v622 + -1
const v633 = (0 > v623 ? 0 : v623)
const v1259 = (v1258 > v633 ? v1258 : v633)
const v1260 = (v1259 > v1150 ? v1259 : v1150)
const v1261 = (v1260 > v1155 ? v1260 : v1155)
const v635 = v226 * v634
const v1253 = (v635 <= v3 ? (v635 > 0 ? 1 : 0) : Math.ceil(v635 / v3))
const v1255 = v4 + v1253 + -1
const v1262 = (v1261 > v1255 ? v1261 : v1255)
const v1263 = v1167 * v1262
const v1168 = v218 * v1164
const v1267 = (v1243 > v518 ? v1243 : v518)
const v1268 = (v1267 > v1150 ? v1267 : v1150)
const v1269 = (v1268 > v1155 ? v1268 : v1155)
const v1270 = (v1269 > v1227 ? v1269 : v1227)
const v1271 = v1168 * v1270
const v1169 = v218 * v1166
const v639 = v474 * v532
const v641 = (v639 <= v2 ? (v639 > 0 ? 1 : 0) : Math.ceil(v639 / v2))
const v652 = v595 + v488
const v655 = (v652 <= v3 ? (v652 > 0 ? 1 : 0) : Math.ceil(v652 / v3))
const v662 = (v610 > v641 ? v610 : v641)
const v642 = v474 * v553
const v659 = (v642 <= v3 ? (v642 > 0 ? 1 : 0) : Math.ceil(v642 / v3))
const v661 = v4 + v659 + -1
const v663 = (v662 > v661 ? v662 : v661)
const v664 = v253 * v663
const v643 = v474 * v558
const v645 = (v643 <= v2 ? (v643 > 0 ? 1 : 0) : Math.ceil(v643 / v2))
const v669 = (v439 > v645 ? v439 : v645)
const v646 = v474 * v572
const v666 = (v646 <= v3 ? (v646 > 0 ? 1 : 0) : Math.ceil(v646 / v3))
const v668 = v4 + v666 + -1
const v670 = (v669 > v668 ? v669 : v668)
const v671 = v263 * v670
const v672 = v4 + v641 + v655 + v664 + v671 + -1
const v681 = (0 > v672 ? 0 : v672)
const v1278 = (v1258 > v681 ? v1258 : v681)
const v1279 = (v1278 > v1150 ? v1278 : v1150)
const v1280 = (v1279 > v1155 ? v1279 : v1155)
const v682 = v48 * v634
const v1275 = (v682 <= v3 ? (v682 > 0 ? 1 : 0) : Math.ceil(v682 / v3))
const v1277 = v4 + v1275 + -1
const v1281 = (v1280 > v1277 ? v1280 : v1277)
const v1282 = v1169 * v1281
const v1172 = v40 * v1171
const v1294 = (v1293 > v463 ? v1293 : v463)
const v1295 = (v1294 > v1150 ? v1294 : v1150)
const v1296 = (v1295 > v1155 ? v1295 : v1155)
const v1297 = (v1296 > v1192 ? v1296 : v1192)
const v1298 = v1172 * v1297
const v866 = v40 * v865
const v725 = v272 * v724
const v743 = (v725 <= v2 ? (v725 > 0 ? 1 : 0) : Math.ceil(v725 / v2))
const v805 = v804 + v393
const v808 = (v805 <= v3 ? (v805 > 0 ? 1 : 0) : Math.ceil(v805 / v3))
const v826 = (v825 > v743 ? v825 : v743)
const v752 = v272 * v751
const v820 = (v752 <= v3 ? (v752 > 0 ? 1 : 0) : Math.ceil(v752 / v3))
const v822 = v4 + v820 + -1
const v827 = (v826 > v822 ? v826 : v822)
const v828 = v697 * v827
const v760 = v272 * v759
const v771 = (v760 <= v2 ? (v760 > 0 ? 1 : 0) : Math.ceil(v760 / v2))
const v847 = (v846 > v771 ? v846 : v771)
const v777 = v272 * v776
const v841 = (v777 <= v3 ? (v777 > 0 ? 1 : 0) : Math.ceil(v777 / v3))
const v843 = v4 + v841 + -1
const v848 = (v847 > v843 ? v847 : v843)
const v849 = v707 * v848
const v850 = v4 + v743 + v808 + v828 + v849 + -1
const v861 = (0 > v850 ? 0 : v850)
const v1307 = (v1293 > v861 ? v1293 : v861)
const v1308 = (v1307 > v1150 ? v1307 : v1150)
const v1309 = (v1308 > v1155 ? v1308 : v1155)
const v863 = v226 * v862
const v1304 = (v863 <= v3 ? (v863 > 0 ? 1 : 0) : Math.ceil(v863 / v3))
const v1306 = v4 + v1304 + -1
const v1310 = (v1309 > v1306 ? v1309 : v1306)
const v1311 = v866 * v1310
const v1173 = v218 * v1171
const v1315 = (v1293 > v518 ? v1293 : v518)
const v1316 = (v1315 > v1150 ? v1315 : v1150)
const v1317 = (v1316 > v1155 ? v1316 : v1155)
const v1318 = (v1317 > v1227 ? v1317 : v1227)
const v1319 = v1173 * v1318
const v912 = v218 * v865
const v868 = v474 * v724
const v870 = (v868 <= v2 ? (v868 > 0 ? 1 : 0) : Math.ceil(v868 / v2))
const v881 = v804 + v488
const v884 = (v881 <= v3 ? (v881 > 0 ? 1 : 0) : Math.ceil(v881 / v3))
const v891 = (v825 > v870 ? v825 : v870)
const v871 = v474 * v751
const v888 = (v871 <= v3 ? (v871 > 0 ? 1 : 0) : Math.ceil(v871 / v3))
const v890 = v4 + v888 + -1
const v892 = (v891 > v890 ? v891 : v890)
const v893 = v697 * v892
const v872 = v474 * v759
const v874 = (v872 <= v2 ? (v872 > 0 ? 1 : 0) : Math.ceil(v872 / v2))
const v898 = (v846 > v874 ? v846 : v874)
const v875 = v474 * v776
const v895 = (v875 <= v3 ? (v875 > 0 ? 1 : 0) : Math.ceil(v875 / v3))
const v897 = v4 + v895 + -1
const v899 = (v898 > v897 ? v898 : v897)
const v900 = v707 * v899
const v901 = v4 + v870 + v884 + v893 + v900 + -1
const v910 = (0 > v901 ? 0 : v901)
const v1326 = (v1293 > v910 ? v1293 : v910)
const v1327 = (v1326 > v1150 ? v1326 : v1150)
const v1328 = (v1327 > v1155 ? v1327 : v1155)
const v911 = v48 * v862
const v1323 = (v911 <= v3 ? (v911 > 0 ? 1 : 0) : Math.ceil(v911 / v3))
const v1325 = v4 + v1323 + -1
const v1329 = (v1328 > v1325 ? v1328 : v1325)
const v1330 = v912 * v1329
const v1175 = v40 * v1174
const v1338 = (v1337 > v633 ? v1337 : v633)
const v1339 = (v1338 > v1150 ? v1338 : v1150)
const v1340 = (v1339 > v1155 ? v1339 : v1155)
const v1341 = (v1340 > v1255 ? v1340 : v1255)
const v1342 = v1175 * v1341
const v1021 = v40 * v1020
const v924 = v272 * v923
const v936 = (v924 <= v2 ? (v924 > 0 ? 1 : 0) : Math.ceil(v924 / v2))
const v980 = v979 + v393
const v983 = (v980 <= v3 ? (v980 > 0 ? 1 : 0) : Math.ceil(v980 / v3))
const v995 = (v994 > v936 ? v994 : v936)
const v943 = v272 * v942
const v989 = (v943 <= v3 ? (v943 > 0 ? 1 : 0) : Math.ceil(v943 / v3))
const v991 = v4 + v989 + -1
const v996 = (v995 > v991 ? v995 : v991)
const v997 = v697 * v996
const v948 = v272 * v947
const v955 = (v948 <= v2 ? (v948 > 0 ? 1 : 0) : Math.ceil(v948 / v2))
const v1004 = (v846 > v955 ? v846 : v955)
const v960 = v272 * v959
const v1001 = (v960 <= v3 ? (v960 > 0 ? 1 : 0) : Math.ceil(v960 / v3))
const v1003 = v4 + v1001 + -1
const v1005 = (v1004 > v1003 ? v1004 : v1003)
const v1006 = v707 * v1005
const v1007 = v4 + v936 + v983 + v997 + v1006 + -1
const v1017 = (0 > v1007 ? 0 : v1007)
const v1349 = (v1337 > v1017 ? v1337 : v1017)
const v1350 = (v1349 > v1150 ? v1349 : v1150)
const v1351 = (v1350 > v1155 ? v1350 : v1155)
const v1019 = v226 * v1018
const v1346 = (v1019 <= v3 ? (v1019 > 0 ? 1 : 0) : Math.ceil(v1019 / v3))
const v1348 = v4 + v1346 + -1
const v1352 = (v1351 > v1348 ? v1351 : v1348)
const v1353 = v1021 * v1352
const v1176 = v218 * v1174
const v1357 = (v1337 > v681 ? v1337 : v681)
const v1358 = (v1357 > v1150 ? v1357 : v1150)
const v1359 = (v1358 > v1155 ? v1358 : v1155)
const v1360 = (v1359 > v1277 ? v1359 : v1277)
const v1361 = v1176 * v1360
const v1068 = v218 * v1020
const v1024 = v474 * v923
const v1026 = (v1024 <= v2 ? (v1024 > 0 ? 1 : 0) : Math.ceil(v1024 / v2))
const v1037 = v979 + v488
const v1040 = (v1037 <= v3 ? (v1037 > 0 ? 1 : 0) : Math.ceil(v1037 / v3))
const v1047 = (v994 > v1026 ? v994 : v1026)
const v1027 = v474 * v942
const v1044 = (v1027 <= v3 ? (v1027 > 0 ? 1 : 0) : Math.ceil(v1027 / v3))
const v1046 = v4 + v1044 + -1
const v1048 = (v1047 > v1046 ? v1047 : v1046)
const v1049 = v697 * v1048
const v1028 = v474 * v947
const v1030 = (v1028 <= v2 ? (v1028 > 0 ? 1 : 0) : Math.ceil(v1028 / v2))
const v1054 = (v846 > v1030 ? v846 : v1030)
const v1031 = v474 * v959
const v1051 = (v1031 <= v3 ? (v1031 > 0 ? 1 : 0) : Math.ceil(v1031 / v3))
const v1053 = v4 + v1051 + -1
const v1055 = (v1054 > v1053 ? v1054 : v1053)
const v1056 = v707 * v1055
const v1057 = v4 + v1026 + v1040 + v1049 + v1056 + -1
const v1066 = (0 > v1057 ? 0 : v1057)
const v1368 = (v1337 > v1066 ? v1337 : v1066)
const v1369 = (v1368 > v1150 ? v1368 : v1150)
const v1370 = (v1369 > v1155 ? v1369 : v1155)
const v1067 = v48 * v1018
const v1365 = (v1067 <= v3 ? (v1067 > 0 ? 1 : 0) : Math.ceil(v1067 / v3))
const v1367 = v4 + v1365 + -1
const v1371 = (v1370 > v1367 ? v1370 : v1367)
const v1372 = v1068 * v1371
const v1373 = v1161 + v1201 + v1219 + v1232 + v1248 + v1263 + v1271 + v1282 + v1298 + v1311 + v1319 + v1330 + v1342 + v1353 + v1361 + v1372
const v233 = v226 * v232
const v470 = v40 * v469
const v1376 = v233 * v470
const v471 = v48 * v232
const v520 = v218 * v469
const v1377 = v471 * v520
const v522 = v226 * v521
const v637 = v40 * v636
const v1378 = v522 * v637
const v638 = v48 * v521
const v683 = v218 * v636
const v1379 = v638 * v683
const v687 = v226 * v686
const v1380 = v687 * v866
const v867 = v48 * v686
const v1381 = v867 * v912
const v915 = v226 * v914
const v1382 = v915 * v1021
const v1023 = v48 * v914
const v1383 = v1023 * v1068
const v1384 = v1376 + v1377 + v1378 + v1379 + v1380 + v1381 + v1382 + v1383
const v1250 = v1140 * v1165
const v1265 = v1167 * v1252
const v1273 = v1140 * v1168
const v1284 = v1169 * v1252
const v1300 = v1172 * v1290
const v1313 = v866 * v1290
const v1321 = v1173 * v1290
const v1332 = v912 * v1290
const v1344 = v1175 * v1334
const v1355 = v1021 * v1334
const v1363 = v1176 * v1334
const v1374 = v1068 * v1334
const v1375 = v1140 + v1203 + v1250 + v1265 + v1273 + v1284 + v1300 + v1313 + v1321 + v1332 + v1344 + v1355 + v1363 + v1374
const v1385 = v467 * v470
const v1386 = v519 * v520
const v1387 = v635 * v637
const v1388 = v682 * v683
const v1389 = v863 * v866
const v1390 = v911 * v912
const v1391 = v1019 * v1021
const v1392 = v1067 * v1068
const v1393 = v1385 + v1386 + v1387 + v1388 + v1389 + v1390 + v1391 + v1392
const v1394 = 2 * v1140 + 2 * v1141 + 2 * v467
const v1396 = (v1395 > v1210 ? v1395 : v1210)
const v1397 = (v1396 > v1224 ? v1396 : v1224)
const v360 = (v288 < 1 ? 1 : 0)
const v362 = (v332 < 1 ? 1 : 0)
const v363 = v263 * v362
const v453 = (v360 > v363 ? v360 : v363)
const v1071 = (v233 < 1 ? 1 : 0)
const v1072 = (v453 > v1071 ? v453 : v1071)
const v1398 = (v1397 > v1072 ? v1397 : v1072)
const v484 = (v475 < 1 ? 1 : 0)
const v486 = (v479 < 1 ? 1 : 0)
const v487 = v263 * v486
const v517 = (v484 > v487 ? v484 : v487)
const v1074 = (v471 < 1 ? 1 : 0)
const v1075 = (v517 > v1074 ? v517 : v1074)
const v1076 = v218 * v1075
const v1399 = (v1398 > v1076 ? v1398 : v1076)
const v575 = (v533 < 1 ? 1 : 0)
const v577 = (v559 < 1 ? 1 : 0)
const v578 = v263 * v577
const v632 = (v575 > v578 ? v575 : v578)
const v1078 = (v522 < 1 ? 1 : 0)
const v1079 = (v632 > v1078 ? v632 : v1078)
const v1080 = v222 * v1079
const v1400 = (v1399 > v1080 ? v1399 : v1080)
const v684 = v218 * v222
const v648 = (v639 < 1 ? 1 : 0)
const v650 = (v643 < 1 ? 1 : 0)
const v651 = v263 * v650
const v680 = (v648 > v651 ? v648 : v651)
const v1082 = (v638 < 1 ? 1 : 0)
const v1083 = (v680 > v1082 ? v680 : v1082)
const v1084 = v684 * v1083
const v1401 = (v1400 > v1084 ? v1400 : v1084)
const v779 = (v725 < 1 ? 1 : 0)
const v781 = (v760 < 1 ? 1 : 0)
const v782 = v707 * v781
const v860 = (v779 > v782 ? v779 : v782)
const v1086 = (v687 < 1 ? 1 : 0)
const v1087 = (v860 > v1086 ? v860 : v1086)
const v1088 = v224 * v1087
const v1402 = (v1401 > v1088 ? v1401 : v1088)
const v877 = (v868 < 1 ? 1 : 0)
const v879 = (v872 < 1 ? 1 : 0)
const v880 = v707 * v879
const v909 = (v877 > v880 ? v877 : v880)
const v1090 = (v867 < 1 ? 1 : 0)
const v1091 = (v909 > v1090 ? v909 : v1090)
const v1092 = v913 * v1091
const v1403 = (v1402 > v1092 ? v1402 : v1092)
const v962 = (v924 < 1 ? 1 : 0)
const v964 = (v948 < 1 ? 1 : 0)
const v965 = v707 * v964
const v1016 = (v962 > v965 ? v962 : v965)
const v1094 = (v915 < 1 ? 1 : 0)
const v1095 = (v1016 > v1094 ? v1016 : v1094)
const v1096 = v1022 * v1095
const v1404 = (v1403 > v1096 ? v1403 : v1096)
const v1069 = v218 * v1022
const v1033 = (v1024 < 1 ? 1 : 0)
const v1035 = (v1028 < 1 ? 1 : 0)
const v1036 = v707 * v1035
const v1065 = (v1033 > v1036 ? v1033 : v1036)
const v1098 = (v1023 < 1 ? 1 : 0)
const v1099 = (v1065 > v1098 ? v1065 : v1098)
const v1100 = v1069 * v1099
const v1405 = (v1404 > v1100 ? v1404 : v1100)
const v1102 = (v463 < 1 ? 1 : 0)
const v1406 = (v1405 > v1102 ? v1405 : v1102)
const v1104 = (v518 < 1 ? 1 : 0)
const v1105 = v218 * v1104
const v1407 = (v1406 > v1105 ? v1406 : v1105)
const v1107 = (v633 < 1 ? 1 : 0)
const v1108 = v222 * v1107
const v1408 = (v1407 > v1108 ? v1407 : v1108)
const v1110 = (v681 < 1 ? 1 : 0)
const v1111 = v684 * v1110
const v1409 = (v1408 > v1111 ? v1408 : v1111)
const v1113 = (v861 < 1 ? 1 : 0)
const v1114 = v224 * v1113
const v1410 = (v1409 > v1114 ? v1409 : v1114)
const v1116 = (v910 < 1 ? 1 : 0)
const v1117 = v913 * v1116
const v1411 = (v1410 > v1117 ? v1410 : v1117)
const v1119 = (v1017 < 1 ? 1 : 0)
const v1120 = v1022 * v1119
const v1412 = (v1411 > v1120 ? v1411 : v1120)
const v1122 = (v1066 < 1 ? 1 : 0)
const v1123 = v1069 * v1122
const v1413 = (v1412 > v1123 ? v1412 : v1123)
const v1130 = v1125 * v1129
const v1133 = (v1130 < 2147483648 ? 1 : 0)
const v1134 = -1 * v1133 + 1
const v1414 = (v1413 > v1134 ? v1413 : v1134)
out[at + 0] = v1373
out[at + 1] = v1384
out[at + 2] = v1375
out[at + 3] = v1235
out[at + 4] = v1420
out[at + 5] = v1422
out[at + 6] = v1425
out[at + 7] = v1393
out[at + 8] = v1384
out[at + 9] = v1384
out[at + 10] = v1384
out[at + 11] = v1375
out[at + 12] = v1235
out[at + 13] = v1384
out[at + 14] = v1394
out[at + 15] = v1429
if (v1414 !== 0) out[at] = NaN
let energy = 0
energy += v1375 * 18.61
energy += v1422 * 18.61
energy += v1235 * 18.61
energy += v1425 * 18.61
energy += v1393 * 18.61
out[at + 16] = energy * 0.00023
}
}