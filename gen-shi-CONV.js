"use strict"
const [lanes, bandwidth, latency, offchip] = inputs
const size0 = inputs[4]
const size1 = inputs[5]
const size2 = inputs[6]
const size3 = inputs[7]
const size4 = inputs[8]
const size5 = inputs[9]
const v10 = size4
const v9 = size3
const v6 = size0
const v81 = (v6 < 1 ? 1 : 0)
const v79 = v6 + -1
const v80 = (0 > v79 ? 0 : v79)
const v83 = v6 + -1 * v80 + -1
const v84 = (v83 < 0 ? 1 : 0)
const v85 = (v84 !== 0 ? v6 : v83)
const v89 = (v81 !== 0 ? v85 : 1)
const v11 = size5
const v8 = size2
const v15 = 2 * v8 + -1
const v45 = (v11 < v15 ? 1 : 0)
const v38 = -2 * v8 + v11 + 1
const v39 = (0 > v38 ? 0 : v38)
const v40 = Math.trunc(v39 / v8)
const v41 = v8 * v40
const v42 = 2 * v8 + v41 + -1
const v44 = (v42 < v11 ? 1 : 0)
const v46 = (v44 > v45 ? v44 : v45)
const v47 = v40 + 1
const v48 = v8 * v47
const v49 = v11 + -1 * v48
const v50 = (v49 < 0 ? 1 : 0)
const v51 = (v50 !== 0 ? v11 : v49)
const v53 = (v46 !== 0 ? v51 : v15)
const v237 = (v45 !== 0 ? v53 : v15)
const v722 = v89 * v237
const v7 = size1
const v232 = v8 * v9
const v233 = v89 * v232
const v5 = offchip
const v730 = 2 * v5
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
const v117 = v53 + -1 * v101 + 1
const v231 = (v45 !== 0 ? v117 : v8)
const v4 = latency
const v244 = (v237 < v8 ? 1 : 0)
const v127 = (v11 < v15 ? v11 : v15)
const v165 = (v127 < v8 ? 1 : 0)
const v163 = -1 * v8 + v127
const v164 = (0 > v163 ? 0 : v163)
const v167 = v127 + -1 * v164 + -1
const v168 = (v167 < 0 ? 1 : 0)
const v169 = (v168 !== 0 ? v127 : v167)
const v174 = (v165 !== 0 ? v169 : v8)
const v191 = -1 * v101 + v174 + 1
const v252 = (v244 !== 0 ? v191 : 1)
const v242 = (v89 < 1 ? 1 : 0)
const v124 = (1 < v6 ? 1 : v6)
const v152 = (v124 < 1 ? 1 : 0)
const v150 = v124 + -1
const v151 = (0 > v150 ? 0 : v150)
const v154 = v124 + -1 * v151 + -1
const v155 = (v154 < 0 ? 1 : 0)
const v156 = (v155 !== 0 ? v124 : v154)
const v160 = (v152 !== 0 ? v156 : 1)
const v251 = (v242 !== 0 ? v160 : 1)
const v259 = v232 * v251
const v260 = v252 * v259
const v2 = lanes
const v291 = (v244 !== 0 ? v174 : v8)
const v308 = v251 * v291
const v3 = bandwidth
const v243 = -1 * v8 + v237
const v247 = (0 > v243 ? 0 : v243)
const v185 = (1 < v9 ? 1 : v9)
const v172 = (v8 < v127 ? 1 : 0)
const v170 = (1 < v8 ? 1 : v8)
const v173 = (v172 !== 0 ? v170 : 0)
const v326 = v173 * v251
const v266 = (v185 === 0 ? 1 : 0)
const v267 = (v266 !== 0 ? 1 : v185)
const v87 = (1 < v6 ? 1 : 0)
const v772 = -1 * v87 + 1
const v223 = (v15 < v11 ? 1 : 0)
const v224 = v44 * v223
const v821 = v15 * v89
const v400 = (v53 < v8 ? 1 : 0)
const v404 = (v400 !== 0 ? v191 : 1)
const v405 = v259 * v404
const v416 = (v400 !== 0 ? v174 : v8)
const v417 = v251 * v416
const v399 = -1 * v8 + v53
const v403 = (0 > v399 ? 0 : v399)
const v758 = v47 * v80
const v88 = (v87 !== 0 ? 1 : 0)
const v947 = v88 * v237
const v949 = v88 * v232
const v762 = v80 * v224
const v977 = v15 * v88
const v234 = v231 * v233
const v82 = v80 + 1
const v360 = v47 * v82
const v395 = v53 * v232
const v396 = v89 * v395
const v443 = v82 * v224
const v1084 = -1 * v9 + v10 + 1
const v1082 = -1 * v8 + v11 + 1
const v1085 = v7 * v1082
const v1086 = v1084 * v1085
const v1087 = v6 * v10
const v1088 = v11 * v1087
const v1089 = v6 * v7
const v1090 = v8 * v1089
const v1091 = v9 * v1090
const v965 = (v88 === 0 ? 1 : 0)
const v966 = v87 * v965
const v246 = (v8 < v237 ? 1 : 0)
const v340 = (v173 === 0 ? 1 : 0)
const v341 = v246 * v340
const v402 = (v8 < v53 ? 1 : 0)
const v435 = v340 * v402
const v708 = (1 > v40 ? 1 : v40)
const v710 = (1 > v80 ? 1 : v80)
const v711 = v708 * v710
for (let j = 0; j < tiles.length; j++) {
const tile = tiles[j]
const v13 = tile
const v25 = (v7 < v13 ? 1 : 0)
const v18 = v7 + -1 * v13
const v19 = (0 > v18 ? 0 : v18)
const v20 = Math.trunc(v19 / v13)
const v21 = v13 * v20
const v22 = v13 + v21
const v24 = (v22 < v7 ? 1 : 0)
const v26 = (v24 > v25 ? v24 : v25)
const v27 = v20 + 1
const v28 = v13 * v27
const v29 = v7 + -1 * v28
const v30 = (v29 < 0 ? 1 : 0)
const v31 = (v30 !== 0 ? v7 : v29)
const v35 = (v26 !== 0 ? v31 : v13)
const v229 = (v25 !== 0 ? v35 : v13)
const v724 = v229 * v233
const v240 = (v229 < v13 ? 1 : 0)
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
const v250 = (v240 !== 0 ? v147 : v13)
const v310 = v250 * v259
const v33 = (v13 < v7 ? 1 : 0)
const v34 = (v33 !== 0 ? v13 : 0)
const v773 = (v772 !== 0 ? v34 : v13)
const v774 = v233 * v773
const v778 = (v774 <= v3 ? (v774 > 0 ? 1 : 0) : Math.ceil(v774 / v3))
const v780 = v4 + v778 + -1
const v220 = v24 * v33
const v365 = (v35 < v13 ? 1 : 0)
const v366 = (v365 !== 0 ? v147 : v13)
const v373 = v259 * v366
const v745 = v27 * v40
const v746 = v27 * v224
const v747 = v40 * v220
const v474 = v220 * v224
const v950 = v229 * v949
const v787 = v20 * v774
const v801 = v220 * v774
const v1093 = v13 * v232
const v1095 = 2 * v232 + 4 * v1093
const v789 = (v34 === 0 ? 1 : 0)
const v790 = v33 * v789
const v791 = v772 * v790
const v707 = (1 > v20 ? 1 : v20)
scratch[j * 21 + 0] = v20
scratch[j * 21 + 1] = v27
scratch[j * 21 + 2] = v35
scratch[j * 21 + 3] = v229
scratch[j * 21 + 4] = v724
scratch[j * 21 + 5] = v250
scratch[j * 21 + 6] = v310
scratch[j * 21 + 7] = v780
scratch[j * 21 + 8] = v220
scratch[j * 21 + 9] = v366
scratch[j * 21 + 10] = v373
scratch[j * 21 + 11] = v745
scratch[j * 21 + 12] = v746
scratch[j * 21 + 13] = v747
scratch[j * 21 + 14] = v474
scratch[j * 21 + 15] = v950
scratch[j * 21 + 16] = v787
scratch[j * 21 + 17] = v801
scratch[j * 21 + 18] = v1095
scratch[j * 21 + 19] = v791
scratch[j * 21 + 20] = v707
}
let at = 0
for (let i = 0; i < pes.length; i++) {
const pe = pes[i]
const v12 = pe
const v17 = v9 + v12 + -1
const v64 = (v10 < v17 ? 1 : 0)
const v57 = -1 * v9 + v10 + -1 * v12 + 1
const v58 = (0 > v57 ? 0 : v57)
const v59 = Math.trunc(v58 / v12)
const v60 = v12 * v59
const v61 = v9 + v12 + v60 + -1
const v63 = (v61 < v10 ? 1 : 0)
const v65 = (v63 > v64 ? v63 : v64)
const v66 = v59 + 1
const v67 = v12 * v66
const v68 = v10 + -1 * v67
const v69 = (v68 < 0 ? 1 : 0)
const v70 = (v69 !== 0 ? v10 : v68)
const v75 = (v65 !== 0 ? v70 : v17)
const v238 = (v64 !== 0 ? v75 : v17)
const v723 = v238 * v722
const v121 = -1 * v113 + v75 + 1
const v230 = (v64 !== 0 ? v121 : v12)
const v358 = v230 * v231
const v249 = (v238 < v17 ? 1 : 0)
const v126 = (v10 < v17 ? v10 : v17)
const v213 = (v17 < v126 ? 1 : 0)
const v178 = -1 * v9 + v126
const v179 = (0 > v178 ? 0 : v178)
const v181 = v179 + 1
const v196 = Math.trunc(v181 / v12)
const v198 = v12 * v196
const v199 = v126 + -1 * v198
const v201 = (v199 < v9 ? 1 : 0)
const v200 = -1 * v9 + v126 + -1 * v198
const v202 = (0 > v200 ? 0 : v200)
const v203 = v202 + 1
const v204 = (v201 !== 0 ? 1 : v203)
const v207 = (v9 < v126 ? 1 : 0)
const v205 = v9 + v179
const v209 = (v205 < v126 ? 1 : 0)
const v210 = v179 + v209 + 1
const v211 = (v207 !== 0 ? v210 : 1)
const v214 = (v213 !== 0 ? v204 : v211)
const v254 = (v214 === 1 ? 1 : 0)
const v255 = v249 * v254
const v256 = v249 * v255
const v180 = (v126 < v9 ? 1 : 0)
const v182 = v126 + -1 * v179 + -1
const v183 = (v182 < 0 ? 1 : 0)
const v184 = (v183 !== 0 ? v126 : v182)
const v186 = (v180 !== 0 ? v184 : v9)
const v194 = -1 * v113 + v186 + 1
const v195 = (1 < v194 ? 1 : v194)
const v257 = (v254 !== 0 ? v194 : v195)
const v258 = (v256 !== 0 ? v257 : 1)
const v261 = v258 * v260
const v302 = (v255 !== 0 ? v186 : v9)
const v303 = (v254 !== 0 ? v186 : v302)
const v304 = (v249 !== 0 ? v303 : v9)
const v264 = v214 + -1 * v249 + -1
const v265 = (0 > v264 ? 0 : v264)
const v292 = (v254 !== 0 ? 1 : v9)
const v293 = (v249 !== 0 ? v292 : v9)
const v298 = v265 * v293
const v299 = (v249 !== 0 ? v186 : v9)
const v300 = v249 * v299
const v301 = v298 + v300
const v305 = (v254 !== 0 ? 0 : v301)
const v306 = v304 + v305
const v294 = (v254 !== 0 ? v186 : v9)
const v295 = (v249 !== 0 ? v294 : v9)
const v122 = v12 + -1
const v296 = v122 * v293
const v297 = v295 + v296
const v307 = (v249 !== 0 ? v306 : v297)
const v309 = v307 * v308
const v320 = v185 * v265
const v188 = -1 * v9 + v184 + 1
const v189 = (0 > v188 ? 0 : v188)
const v321 = v189 * v249
const v322 = v320 + v321
const v323 = (v254 !== 0 ? 0 : v322)
const v324 = v302 + v323
const v318 = v122 * v185
const v319 = v9 + v318
const v325 = (v249 !== 0 ? v324 : v319)
const v327 = v325 * v326
const v331 = (v327 <= v3 ? (v327 > 0 ? 1 : 0) : Math.ceil(v327 / v3))
const v333 = v4 + v331 + -1
const v279 = v265 * v267
const v280 = (v249 !== 0 ? v257 : v267)
const v281 = v249 * v280
const v282 = v279 + v281
const v283 = (v254 !== 0 ? 0 : v282)
const v284 = v258 + v283
const v277 = v122 * v267
const v278 = v277 + 1
const v285 = (v249 !== 0 ? v284 : v278)
const v286 = v252 * v285
const v810 = (v723 <= v3 ? (v723 > 0 ? 1 : 0) : Math.ceil(v723 / v3))
const v812 = v4 + v810 + -1
const v822 = v238 * v821
const v826 = (v822 <= v3 ? (v822 > 0 ? 1 : 0) : Math.ceil(v822 / v3))
const v828 = v4 + v826 + -1
const v406 = v258 * v405
const v418 = v307 * v417
const v411 = v285 * v404
const v441 = v53 * v230
const v748 = v47 * v59
const v73 = (v17 < v10 ? 1 : 0)
const v71 = (v12 < v17 ? v12 : v17)
const v74 = (v73 !== 0 ? v71 : 0)
const v856 = (v772 !== 0 ? v74 : v17)
const v860 = v722 * v856
const v861 = (v860 <= v3 ? (v860 > 0 ? 1 : 0) : Math.ceil(v860 / v3))
const v863 = v4 + v861 + -1
const v226 = v63 * v73
const v750 = v47 * v226
const v478 = (v75 < v17 ? 1 : 0)
const v479 = v254 * v478
const v480 = v478 * v479
const v481 = (v480 !== 0 ? v257 : 1)
const v482 = v260 * v481
const v515 = (v479 !== 0 ? v186 : v9)
const v516 = (v254 !== 0 ? v186 : v515)
const v517 = (v478 !== 0 ? v516 : v9)
const v485 = v214 + -1 * v478 + -1
const v486 = (0 > v485 ? 0 : v485)
const v507 = (v478 !== 0 ? v292 : v9)
const v511 = v486 * v507
const v512 = (v478 !== 0 ? v186 : v9)
const v513 = v478 * v512
const v514 = v511 + v513
const v518 = (v254 !== 0 ? 0 : v514)
const v519 = v517 + v518
const v508 = (v478 !== 0 ? v294 : v9)
const v509 = v122 * v507
const v510 = v508 + v509
const v520 = (v478 !== 0 ? v519 : v510)
const v521 = v308 * v520
const v529 = v185 * v486
const v530 = v189 * v478
const v531 = v529 + v530
const v532 = (v254 !== 0 ? 0 : v531)
const v533 = v515 + v532
const v534 = (v478 !== 0 ? v533 : v319)
const v535 = v326 * v534
const v539 = (v535 <= v3 ? (v535 > 0 ? 1 : 0) : Math.ceil(v535 / v3))
const v541 = v4 + v539 + -1
const v496 = v267 * v486
const v497 = (v478 !== 0 ? v257 : v267)
const v498 = v478 * v497
const v499 = v496 + v498
const v500 = (v254 !== 0 ? 0 : v499)
const v501 = v481 + v500
const v502 = (v478 !== 0 ? v501 : v278)
const v503 = v252 * v502
const v553 = v121 * v231
const v754 = v59 * v224
const v905 = v821 * v856
const v906 = (v905 <= v3 ? (v905 > 0 ? 1 : 0) : Math.ceil(v905 / v3))
const v908 = v4 + v906 + -1
const v623 = v224 * v226
const v588 = v405 * v481
const v597 = v417 * v520
const v593 = v404 * v502
const v619 = v53 * v121
const v759 = v66 * v758
const v948 = v238 * v947
const v763 = v66 * v762
const v978 = v238 * v977
const v766 = v226 * v758
const v769 = v226 * v762
const v235 = v230 * v234
const v361 = v66 * v360
const v397 = v230 * v396
const v444 = v66 * v443
const v475 = v121 * v234
const v555 = v226 * v360
const v586 = v121 * v396
const v621 = v226 * v443
const v872 = (v74 === 0 ? 1 : 0)
const v873 = v73 * v872
const v874 = v772 * v873
const v1062 = (v966 > v874 ? v966 : v874)
const v709 = (1 > v59 ? 1 : v59)
const v712 = v709 * v711
for (let j = 0; j < tiles.length; j++, at += 19) {
const v20 = scratch[j * 21 + 0]
const v27 = scratch[j * 21 + 1]
const v35 = scratch[j * 21 + 2]
const v229 = scratch[j * 21 + 3]
const v724 = scratch[j * 21 + 4]
const v250 = scratch[j * 21 + 5]
const v310 = scratch[j * 21 + 6]
const v780 = scratch[j * 21 + 7]
const v220 = scratch[j * 21 + 8]
const v366 = scratch[j * 21 + 9]
const v373 = scratch[j * 21 + 10]
const v745 = scratch[j * 21 + 11]
const v746 = scratch[j * 21 + 12]
const v747 = scratch[j * 21 + 13]
const v474 = scratch[j * 21 + 14]
const v950 = scratch[j * 21 + 15]
const v787 = scratch[j * 21 + 16]
const v801 = scratch[j * 21 + 17]
const v1095 = scratch[j * 21 + 18]
const v791 = scratch[j * 21 + 19]
const v707 = scratch[j * 21 + 20]
const v726 = 2 * v723 + 2 * v724
const v732 = (v726 < v730 ? 1 : 0)
const v728 = Math.trunc(v726 / v5)
const v729 = Math.trunc(v728 / 2)
const v733 = (v732 !== 0 ? 0 : v729)
const v359 = v229 * v358
const v727 = 2 * v359
const v737 = (v727 < v730 ? 1 : 0)
const v734 = Math.trunc(v727 / v5)
const v735 = Math.trunc(v734 / 2)
const v738 = (v737 !== 0 ? 0 : v735)
const v743 = (v733 > v738 ? v733 : v738)
const v262 = v250 * v261
const v276 = (v262 <= v2 ? (v262 > 0 ? 1 : 0) : Math.ceil(v262 / v2))
const v311 = v309 + v310
const v314 = (v311 <= v3 ? (v311 > 0 ? 1 : 0) : Math.ceil(v311 / v3))
const v334 = (v333 > v276 ? v333 : v276)
const v287 = v250 * v286
const v328 = (v287 <= v3 ? (v287 > 0 ? 1 : 0) : Math.ceil(v287 / v3))
const v330 = v4 + v328 + -1
const v335 = (v334 > v330 ? v334 : v330)
const v336 = v247 * v335
const v337 = v4 + v276 + v314 + v336 + -1
const v355 = (0 > v337 ? 0 : v337)
const v725 = v723 + v724
const v739 = (v725 <= v3 ? (v725 > 0 ? 1 : 0) : Math.ceil(v725 / v3))
const v742 = v4 + v355 + v739 + -1
const v744 = (v743 > v742 ? v743 : v742)
const v781 = (v780 > v355 ? v780 : v355)
const v782 = (v781 > v733 ? v781 : v733)
const v783 = (v782 > v738 ? v782 : v738)
const v775 = (v359 <= v3 ? (v359 > 0 ? 1 : 0) : Math.ceil(v359 / v3))
const v777 = v4 + v775 + -1
const v784 = (v783 > v777 ? v783 : v777)
const v785 = v20 * v784
const v367 = v261 * v366
const v369 = (v367 <= v2 ? (v367 > 0 ? 1 : 0) : Math.ceil(v367 / v2))
const v374 = v309 + v373
const v377 = (v374 <= v3 ? (v374 > 0 ? 1 : 0) : Math.ceil(v374 / v3))
const v384 = (v333 > v369 ? v333 : v369)
const v370 = v286 * v366
const v381 = (v370 <= v3 ? (v370 > 0 ? 1 : 0) : Math.ceil(v370 / v3))
const v383 = v4 + v381 + -1
const v385 = (v384 > v383 ? v384 : v383)
const v386 = v247 * v385
const v387 = v4 + v369 + v377 + v386 + -1
const v392 = (0 > v387 ? 0 : v387)
const v795 = (v780 > v392 ? v780 : v392)
const v796 = (v795 > v733 ? v795 : v733)
const v797 = (v796 > v738 ? v796 : v738)
const v393 = v35 * v358
const v792 = (v393 <= v3 ? (v393 > 0 ? 1 : 0) : Math.ceil(v393 / v3))
const v794 = v4 + v792 + -1
const v798 = (v797 > v794 ? v797 : v794)
const v799 = v220 * v798
const v813 = (v812 > v355 ? v812 : v355)
const v814 = (v813 > v733 ? v813 : v733)
const v815 = (v814 > v738 ? v814 : v738)
const v816 = (v815 > v777 ? v815 : v777)
const v817 = v745 * v816
const v407 = v250 * v406
const v410 = (v407 <= v2 ? (v407 > 0 ? 1 : 0) : Math.ceil(v407 / v2))
const v419 = v418 + v310
const v422 = (v419 <= v3 ? (v419 > 0 ? 1 : 0) : Math.ceil(v419 / v3))
const v429 = (v333 > v410 ? v333 : v410)
const v412 = v250 * v411
const v426 = (v412 <= v3 ? (v412 > 0 ? 1 : 0) : Math.ceil(v412 / v3))
const v428 = v4 + v426 + -1
const v430 = (v429 > v428 ? v429 : v428)
const v431 = v403 * v430
const v432 = v4 + v410 + v422 + v431 + -1
const v440 = (0 > v432 ? 0 : v432)
const v829 = (v828 > v440 ? v828 : v440)
const v830 = (v829 > v733 ? v829 : v733)
const v831 = (v830 > v738 ? v830 : v738)
const v442 = v229 * v441
const v823 = (v442 <= v3 ? (v442 > 0 ? 1 : 0) : Math.ceil(v442 / v3))
const v825 = v4 + v823 + -1
const v832 = (v831 > v825 ? v831 : v825)
const v833 = v746 * v832
const v837 = (v812 > v392 ? v812 : v392)
const v838 = (v837 > v733 ? v837 : v733)
const v839 = (v838 > v738 ? v838 : v738)
const v840 = (v839 > v794 ? v839 : v794)
const v841 = v747 * v840
const v447 = v366 * v406
const v449 = (v447 <= v2 ? (v447 > 0 ? 1 : 0) : Math.ceil(v447 / v2))
const v453 = v418 + v373
const v456 = (v453 <= v3 ? (v453 > 0 ? 1 : 0) : Math.ceil(v453 / v3))
const v463 = (v333 > v449 ? v333 : v449)
const v450 = v366 * v411
const v460 = (v450 <= v3 ? (v450 > 0 ? 1 : 0) : Math.ceil(v450 / v3))
const v462 = v4 + v460 + -1
const v464 = (v463 > v462 ? v463 : v462)
const v465 = v403 * v464
const v466 = v4 + v449 + v456 + v465 + -1
const v471 = (0 > v466 ? 0 : v466)
const v848 = (v828 > v471 ? v828 : v471)
const v849 = (v848 > v733 ? v848 : v733)
const v850 = (v849 > v738 ? v849 : v738)
const v472 = v35 * v441
const v845 = (v472 <= v3 ? (v472 > 0 ? 1 : 0) : Math.ceil(v472 / v3))
const v847 = v4 + v845 + -1
const v851 = (v850 > v847 ? v850 : v847)
const v852 = v474 * v851
const v749 = v27 * v748
const v864 = (v863 > v355 ? v863 : v355)
const v865 = (v864 > v733 ? v864 : v733)
const v866 = (v865 > v738 ? v865 : v738)
const v867 = (v866 > v777 ? v866 : v777)
const v868 = v749 * v867
const v751 = v27 * v750
const v483 = v250 * v482
const v495 = (v483 <= v2 ? (v483 > 0 ? 1 : 0) : Math.ceil(v483 / v2))
const v522 = v521 + v310
const v525 = (v522 <= v3 ? (v522 > 0 ? 1 : 0) : Math.ceil(v522 / v3))
const v542 = (v541 > v495 ? v541 : v495)
const v504 = v250 * v503
const v536 = (v504 <= v3 ? (v504 > 0 ? 1 : 0) : Math.ceil(v504 / v3))
const v538 = v4 + v536 + -1
const v543 = (v542 > v538 ? v542 : v538)
const v544 = v247 * v543
const v545 = v4 + v495 + v525 + v544 + -1
const v552 = (0 > v545 ? 0 : v545)
const v878 = (v863 > v552 ? v863 : v552)
const v879 = (v878 > v733 ? v878 : v733)
const v880 = (v879 > v738 ? v879 : v738)
const v554 = v229 * v553
const v875 = (v554 <= v3 ? (v554 > 0 ? 1 : 0) : Math.ceil(v554 / v3))
const v877 = v4 + v875 + -1
const v881 = (v880 > v877 ? v880 : v877)
const v882 = v751 * v881
const v752 = v220 * v748
const v886 = (v863 > v392 ? v863 : v392)
const v887 = (v886 > v733 ? v886 : v733)
const v888 = (v887 > v738 ? v887 : v738)
const v889 = (v888 > v794 ? v888 : v794)
const v890 = v752 * v889
const v753 = v220 * v750
const v558 = v366 * v482
const v560 = (v558 <= v2 ? (v558 > 0 ? 1 : 0) : Math.ceil(v558 / v2))
const v564 = v521 + v373
const v567 = (v564 <= v3 ? (v564 > 0 ? 1 : 0) : Math.ceil(v564 / v3))
const v574 = (v541 > v560 ? v541 : v560)
const v561 = v366 * v503
const v571 = (v561 <= v3 ? (v561 > 0 ? 1 : 0) : Math.ceil(v561 / v3))
const v573 = v4 + v571 + -1
const v575 = (v574 > v573 ? v574 : v573)
const v576 = v247 * v575
const v577 = v4 + v560 + v567 + v576 + -1
const v582 = (0 > v577 ? 0 : v577)
const v897 = (v863 > v582 ? v863 : v582)
const v898 = (v897 > v733 ? v897 : v733)
const v899 = (v898 > v738 ? v898 : v738)
const v583 = v35 * v553
const v894 = (v583 <= v3 ? (v583 > 0 ? 1 : 0) : Math.ceil(v583 / v3))
const v896 = v4 + v894 + -1
const v900 = (v899 > v896 ? v899 : v896)
const v901 = v753 * v900
const v755 = v27 * v754
const v909 = (v908 > v440 ? v908 : v440)
const v910 = (v909 > v733 ? v909 : v733)
const v911 = (v910 > v738 ? v910 : v738)
const v912 = (v911 > v825 ? v911 : v825)
const v913 = v755 * v912
const v756 = v27 * v623
const v589 = v250 * v588
const v592 = (v589 <= v2 ? (v589 > 0 ? 1 : 0) : Math.ceil(v589 / v2))
const v598 = v597 + v310
const v601 = (v598 <= v3 ? (v598 > 0 ? 1 : 0) : Math.ceil(v598 / v3))
const v608 = (v541 > v592 ? v541 : v592)
const v594 = v250 * v593
const v605 = (v594 <= v3 ? (v594 > 0 ? 1 : 0) : Math.ceil(v594 / v3))
const v607 = v4 + v605 + -1
const v609 = (v608 > v607 ? v608 : v607)
const v610 = v403 * v609
const v611 = v4 + v592 + v601 + v610 + -1
const v618 = (0 > v611 ? 0 : v611)
const v920 = (v908 > v618 ? v908 : v618)
const v921 = (v920 > v733 ? v920 : v733)
const v922 = (v921 > v738 ? v921 : v738)
const v620 = v229 * v619
const v917 = (v620 <= v3 ? (v620 > 0 ? 1 : 0) : Math.ceil(v620 / v3))
const v919 = v4 + v917 + -1
const v923 = (v922 > v919 ? v922 : v919)
const v924 = v756 * v923
const v757 = v220 * v754
const v928 = (v908 > v471 ? v908 : v471)
const v929 = (v928 > v733 ? v928 : v733)
const v930 = (v929 > v738 ? v929 : v738)
const v931 = (v930 > v847 ? v930 : v847)
const v932 = v757 * v931
const v652 = v220 * v623
const v625 = v366 * v588
const v627 = (v625 <= v2 ? (v625 > 0 ? 1 : 0) : Math.ceil(v625 / v2))
const v631 = v597 + v373
const v634 = (v631 <= v3 ? (v631 > 0 ? 1 : 0) : Math.ceil(v631 / v3))
const v641 = (v541 > v627 ? v541 : v627)
const v628 = v366 * v593
const v638 = (v628 <= v3 ? (v628 > 0 ? 1 : 0) : Math.ceil(v628 / v3))
const v640 = v4 + v638 + -1
const v642 = (v641 > v640 ? v641 : v640)
const v643 = v403 * v642
const v644 = v4 + v627 + v634 + v643 + -1
const v649 = (0 > v644 ? 0 : v644)
const v939 = (v908 > v649 ? v908 : v649)
const v940 = (v939 > v733 ? v939 : v733)
const v941 = (v940 > v738 ? v940 : v738)
const v650 = v35 * v619
const v936 = (v650 <= v3 ? (v650 > 0 ? 1 : 0) : Math.ceil(v650 / v3))
const v938 = v4 + v936 + -1
const v942 = (v941 > v938 ? v941 : v938)
const v943 = v652 * v942
const v760 = v27 * v759
const v955 = (v355 > v733 ? v355 : v733)
const v956 = (v955 > v738 ? v955 : v738)
const v957 = (v956 > v777 ? v956 : v777)
const v951 = v948 + v950
const v952 = (v951 <= v3 ? (v951 > 0 ? 1 : 0) : Math.ceil(v951 / v3))
const v954 = v4 + v952 + -1
const v958 = (v957 > v954 ? v957 : v954)
const v959 = v760 * v958
const v761 = v220 * v759
const v967 = (v392 > v733 ? v392 : v733)
const v968 = (v967 > v738 ? v967 : v738)
const v969 = (v968 > v794 ? v968 : v794)
const v970 = (v969 > v954 ? v969 : v954)
const v971 = v761 * v970
const v764 = v27 * v763
const v983 = (v440 > v733 ? v440 : v733)
const v984 = (v983 > v738 ? v983 : v738)
const v985 = (v984 > v825 ? v984 : v825)
const v979 = v978 + v950
const v980 = (v979 <= v3 ? (v979 > 0 ? 1 : 0) : Math.ceil(v979 / v3))
const v982 = v4 + v980 + -1
const v986 = (v985 > v982 ? v985 : v982)
const v987 = v764 * v986
const v765 = v220 * v763
const v993 = (v471 > v733 ? v471 : v733)
const v994 = (v993 > v738 ? v993 : v738)
const v995 = (v994 > v847 ? v994 : v847)
const v996 = (v995 > v982 ? v995 : v982)
const v997 = v765 * v996
const v767 = v27 * v766
const v1003 = (v552 > v733 ? v552 : v733)
const v1004 = (v1003 > v738 ? v1003 : v738)
const v1005 = (v1004 > v877 ? v1004 : v877)
const v1006 = (v1005 > v954 ? v1005 : v954)
const v1007 = v767 * v1006
const v768 = v220 * v766
const v1013 = (v582 > v733 ? v582 : v733)
const v1014 = (v1013 > v738 ? v1013 : v738)
const v1015 = (v1014 > v896 ? v1014 : v896)
const v1016 = (v1015 > v954 ? v1015 : v954)
const v1017 = v768 * v1016
const v770 = v27 * v769
const v1023 = (v618 > v733 ? v618 : v733)
const v1024 = (v1023 > v738 ? v1023 : v738)
const v1025 = (v1024 > v919 ? v1024 : v919)
const v1026 = (v1025 > v982 ? v1025 : v982)
const v1027 = v770 * v1026
const v771 = v220 * v769
const v1033 = (v649 > v733 ? v649 : v733)
const v1034 = (v1033 > v738 ? v1033 : v738)
const v1035 = (v1034 > v938 ? v1034 : v938)
const v1036 = (v1035 > v982 ? v1035 : v982)
const v1037 = v771 * v1036
const v1038 = v744 + v785 + v799 + v817 + v833 + v841 + v852 + v868 + v882 + v890 + v901 + v913 + v924 + v932 + v943 + v959 + v971 + v987 + v997 + v1007 + v1017 + v1027 + v1037
const v236 = v229 * v235
const v362 = v27 * v361
const v1043 = v236 * v362
const v363 = v35 * v235
const v394 = v220 * v361
const v1044 = v363 * v394
const v398 = v229 * v397
const v445 = v27 * v444
const v1045 = v398 * v445
const v446 = v35 * v397
const v473 = v220 * v444
const v1046 = v446 * v473
const v476 = v229 * v475
const v556 = v27 * v555
const v1047 = v476 * v556
const v557 = v35 * v475
const v584 = v220 * v555
const v1048 = v557 * v584
const v587 = v229 * v586
const v622 = v27 * v621
const v1049 = v587 * v622
const v624 = v35 * v586
const v651 = v220 * v621
const v1050 = v624 * v651
const v1051 = v1043 + v1044 + v1045 + v1046 + v1047 + v1048 + v1049 + v1050
const v819 = v723 * v745
const v835 = v746 * v822
const v843 = v723 * v747
const v854 = v474 * v822
const v870 = v749 * v860
const v884 = v751 * v860
const v892 = v752 * v860
const v903 = v753 * v860
const v915 = v755 * v905
const v926 = v756 * v905
const v934 = v757 * v905
const v945 = v652 * v905
const v961 = v760 * v948
const v973 = v761 * v948
const v989 = v764 * v978
const v999 = v765 * v978
const v1009 = v767 * v948
const v1019 = v768 * v948
const v1029 = v770 * v978
const v1039 = v771 * v978
const v1040 = v723 + v819 + v835 + v843 + v854 + v870 + v884 + v892 + v903 + v915 + v926 + v934 + v945 + v961 + v973 + v989 + v999 + v1009 + v1019 + v1029 + v1039
const v963 = v760 * v950
const v975 = v761 * v950
const v991 = v764 * v950
const v1001 = v765 * v950
const v1011 = v767 * v950
const v1021 = v768 * v950
const v1031 = v770 * v950
const v1041 = v771 * v950
const v1042 = v724 + v787 + v801 + v963 + v975 + v991 + v1001 + v1011 + v1021 + v1031 + v1041
const v1052 = v359 * v362
const v1053 = v393 * v394
const v1054 = v442 * v445
const v1055 = v472 * v473
const v1056 = v554 * v556
const v1057 = v583 * v584
const v1058 = v620 * v622
const v1059 = v650 * v651
const v1060 = v1052 + v1053 + v1054 + v1055 + v1056 + v1057 + v1058 + v1059
const v1061 = 2 * v723 + 2 * v724 + 2 * v359
const v1063 = (v1062 > v791 ? v1062 : v791)
const v290 = (v262 < 1 ? 1 : 0)
const v345 = (v341 > v290 ? v341 : v290)
const v654 = (v236 < 1 ? 1 : 0)
const v655 = (v345 > v654 ? v345 : v654)
const v1064 = (v1063 > v655 ? v1063 : v655)
const v372 = (v367 < 1 ? 1 : 0)
const v391 = (v341 > v372 ? v341 : v372)
const v657 = (v363 < 1 ? 1 : 0)
const v658 = (v391 > v657 ? v391 : v657)
const v659 = v220 * v658
const v1065 = (v1064 > v659 ? v1064 : v659)
const v415 = (v407 < 1 ? 1 : 0)
const v439 = (v435 > v415 ? v435 : v415)
const v661 = (v398 < 1 ? 1 : 0)
const v662 = (v439 > v661 ? v439 : v661)
const v663 = v224 * v662
const v1066 = (v1065 > v663 ? v1065 : v663)
const v452 = (v447 < 1 ? 1 : 0)
const v470 = (v435 > v452 ? v435 : v452)
const v665 = (v446 < 1 ? 1 : 0)
const v666 = (v470 > v665 ? v470 : v665)
const v667 = v474 * v666
const v1067 = (v1066 > v667 ? v1066 : v667)
const v506 = (v483 < 1 ? 1 : 0)
const v551 = (v341 > v506 ? v341 : v506)
const v669 = (v476 < 1 ? 1 : 0)
const v670 = (v551 > v669 ? v551 : v669)
const v671 = v226 * v670
const v1068 = (v1067 > v671 ? v1067 : v671)
const v585 = v220 * v226
const v563 = (v558 < 1 ? 1 : 0)
const v581 = (v341 > v563 ? v341 : v563)
const v673 = (v557 < 1 ? 1 : 0)
const v674 = (v581 > v673 ? v581 : v673)
const v675 = v585 * v674
const v1069 = (v1068 > v675 ? v1068 : v675)
const v596 = (v589 < 1 ? 1 : 0)
const v617 = (v435 > v596 ? v435 : v596)
const v677 = (v587 < 1 ? 1 : 0)
const v678 = (v617 > v677 ? v617 : v677)
const v679 = v623 * v678
const v1070 = (v1069 > v679 ? v1069 : v679)
const v630 = (v625 < 1 ? 1 : 0)
const v648 = (v435 > v630 ? v435 : v630)
const v681 = (v624 < 1 ? 1 : 0)
const v682 = (v648 > v681 ? v648 : v681)
const v683 = v652 * v682
const v1071 = (v1070 > v683 ? v1070 : v683)
const v685 = (v355 < 1 ? 1 : 0)
const v1072 = (v1071 > v685 ? v1071 : v685)
const v687 = (v392 < 1 ? 1 : 0)
const v688 = v220 * v687
const v1073 = (v1072 > v688 ? v1072 : v688)
const v690 = (v440 < 1 ? 1 : 0)
const v691 = v224 * v690
const v1074 = (v1073 > v691 ? v1073 : v691)
const v693 = (v471 < 1 ? 1 : 0)
const v694 = v474 * v693
const v1075 = (v1074 > v694 ? v1074 : v694)
const v696 = (v552 < 1 ? 1 : 0)
const v697 = v226 * v696
const v1076 = (v1075 > v697 ? v1075 : v697)
const v699 = (v582 < 1 ? 1 : 0)
const v700 = v585 * v699
const v1077 = (v1076 > v700 ? v1076 : v700)
const v702 = (v618 < 1 ? 1 : 0)
const v703 = v623 * v702
const v1078 = (v1077 > v703 ? v1077 : v703)
const v705 = (v649 < 1 ? 1 : 0)
const v706 = v652 * v705
const v1079 = (v1078 > v706 ? v1078 : v706)
const v713 = v707 * v712
const v716 = (v713 < 2147483648 ? 1 : 0)
const v717 = -1 * v716 + 1
const v1080 = (v1079 > v717 ? v1079 : v717)
out[at + 0] = v1038
out[at + 1] = v1051
out[at + 2] = v1040
out[at + 3] = v1042
out[at + 4] = v1086
out[at + 5] = v1088
out[at + 6] = v1091
out[at + 7] = v1060
out[at + 8] = v1051
out[at + 9] = v1051
out[at + 10] = v1051
out[at + 11] = v1040
out[at + 12] = v1042
out[at + 13] = v1051
out[at + 14] = v1061
out[at + 15] = v1095
if (v1080 !== 0) out[at] = NaN
let energy = 0
energy += v1040 * 18.61
energy += v1088 * 18.61
energy += v1042 * 18.61
energy += v1091 * 18.61
energy += v1060 * 18.61
out[at + 16] = energy * 0.00023
}
}