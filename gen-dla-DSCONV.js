"use strict"
const [lanes, bandwidth, latency, offchip] = inputs
const size0 = inputs[4]
const size1 = inputs[5]
const size2 = inputs[6]
const size3 = inputs[7]
const size4 = inputs[8]
const v6 = size0
const v10 = size4
const v7 = size1
const v32 = (v10 < v7 ? 1 : 0)
const v30 = -1 * v7 + v10
const v31 = (0 > v30 ? 0 : v30)
const v34 = v10 + -1 * v31 + -1
const v35 = (v34 < 0 ? 1 : 0)
const v36 = (v35 !== 0 ? v10 : v34)
const v41 = (v32 !== 0 ? v36 : v7)
const v9 = size3
const v8 = size2
const v47 = (v9 < v8 ? 1 : 0)
const v45 = -1 * v8 + v9
const v46 = (0 > v45 ? 0 : v45)
const v49 = v9 + -1 * v46 + -1
const v50 = (v49 < 0 ? 1 : 0)
const v51 = (v50 !== 0 ? v9 : v49)
const v56 = (v47 !== 0 ? v51 : v8)
const v242 = v41 * v56
const v152 = v7 * v8
const v5 = offchip
const v251 = 2 * v5
const v60 = Math.trunc(0 / v7)
const v61 = v7 * v60
const v62 = v7 + v61
const v63 = (v62 < v7 ? 1 : 0)
const v64 = v60 + 1
const v65 = v7 * v64
const v66 = v7 + -1 * v65
const v67 = (v66 < 0 ? 1 : 0)
const v68 = (v67 !== 0 ? v7 : v66)
const v69 = (v63 !== 0 ? v68 : v7)
const v85 = v41 + -1 * v69 + 1
const v144 = (v32 !== 0 ? v85 : 1)
const v72 = Math.trunc(0 / v8)
const v73 = v8 * v72
const v74 = v8 + v73
const v75 = (v74 < v8 ? 1 : 0)
const v76 = v72 + 1
const v77 = v8 * v76
const v78 = v8 + -1 * v77
const v79 = (v78 < 0 ? 1 : 0)
const v80 = (v79 !== 0 ? v8 : v78)
const v81 = (v75 !== 0 ? v80 : v8)
const v88 = v56 + -1 * v81 + 1
const v145 = (v47 !== 0 ? v88 : 1)
const v179 = v144 * v145
const v4 = latency
const v153 = v144 * v152
const v154 = v145 * v153
const v2 = lanes
const v3 = bandwidth
const v39 = (v7 < v10 ? 1 : 0)
const v271 = -1 * v39 + 1
const v54 = (v8 < v9 ? 1 : 0)
const v272 = -1 * v54 + 1
const v273 = v271 * v272
const v37 = (1 < v7 ? 1 : v7)
const v40 = (v39 !== 0 ? v37 : 0)
const v333 = (v272 !== 0 ? v40 : v7)
const v339 = v56 * v333
const v33 = v31 + 1
const v268 = v33 * v46
const v52 = (1 < v8 ? 1 : v8)
const v55 = (v54 !== 0 ? v52 : 0)
const v365 = v41 * v55
const v48 = v46 + 1
const v181 = v33 * v48
const v400 = -1 * v8 + v9 + 1
const v399 = -1 * v7 + v10 + 1
const v401 = v6 * v399
const v402 = v400 * v401
const v403 = v6 * v9
const v404 = v10 * v403
const v405 = v6 * v7
const v406 = v8 * v405
const v349 = (v40 === 0 ? 1 : 0)
const v350 = v39 * v272
const v351 = v349 * v350
const v375 = (v55 === 0 ? 1 : 0)
const v376 = v54 * v375
const v393 = (v351 > v376 ? v351 : v376)
const v219 = (1 > v31 ? 1 : v31)
const v220 = (1 > v46 ? 1 : v46)
const v221 = v219 * v220
for (let j = 0; j < tiles.length; j++) {
const tile = tiles[j]
const v11 = tile
const v13 = v6 + -1 * v11
const v14 = (0 > v13 ? 0 : v13)
const v15 = Math.trunc(v14 / v11)
const v22 = v15 + 1
const v102 = (v11 < v6 ? 1 : 0)
const v16 = v11 * v15
const v17 = v11 + v16
const v19 = (v17 < v6 ? 1 : 0)
const v103 = v15 + v19 + 1
const v104 = (v102 !== 0 ? v103 : 1)
const v20 = (v6 < v11 ? 1 : 0)
const v21 = (v19 > v20 ? v19 : v20)
const v23 = v11 * v22
const v24 = v6 + -1 * v23
const v25 = (v24 < 0 ? 1 : 0)
const v26 = (v25 !== 0 ? v6 : v24)
const v27 = (v21 !== 0 ? v26 : v11)
const v29 = (0 > v26 ? 0 : v26)
const v160 = (v11 === 0 ? 1 : 0)
const v161 = (v160 !== 0 ? 1 : v11)
const v274 = (v273 !== 0 ? v29 : v27)
const v407 = v11 * v152
const v409 = 6 * v407
scratch[j * 8 + 0] = v11
scratch[j * 8 + 1] = v22
scratch[j * 8 + 2] = v104
scratch[j * 8 + 3] = v27
scratch[j * 8 + 4] = v29
scratch[j * 8 + 5] = v161
scratch[j * 8 + 6] = v274
scratch[j * 8 + 7] = v409
}
let at = 0
for (let i = 0; i < pes.length; i++) {
const pe = pes[i]
const v12 = pe
const v105 = v12 + -1
for (let j = 0; j < tiles.length; j++, at += 19) {
const v11 = scratch[j * 8 + 0]
const v22 = scratch[j * 8 + 1]
const v104 = scratch[j * 8 + 2]
const v27 = scratch[j * 8 + 3]
const v29 = scratch[j * 8 + 4]
const v161 = scratch[j * 8 + 5]
const v274 = scratch[j * 8 + 6]
const v409 = scratch[j * 8 + 7]
const v92 = v11 * v12
const v116 = (v6 < v92 ? 1 : 0)
const v106 = v11 * v105
const v107 = v11 + v106
const v109 = (v107 < v6 ? 1 : 0)
const v90 = Math.trunc(v22 / v12)
const v93 = v90 * v92
const v94 = v6 + -1 * v93
const v96 = (v94 < v11 ? 1 : 0)
const v95 = v6 + -1 * v11 + -1 * v93
const v97 = (0 > v95 ? 0 : v95)
const v98 = Math.trunc(v97 / v11)
const v99 = v98 + 1
const v100 = (v96 !== 0 ? 1 : v99)
const v110 = (v109 !== 0 ? v100 : v104)
const v147 = (v110 === 1 ? 1 : 0)
const v148 = v116 * v147
const v236 = (v148 !== 0 ? v27 : v11)
const v237 = (v147 !== 0 ? v27 : v236)
const v238 = (v116 !== 0 ? v237 : v11)
const v157 = v110 + -1 * v116 + -1
const v158 = (0 > v157 ? 0 : v157)
const v227 = (v147 !== 0 ? 1 : v11)
const v228 = (v116 !== 0 ? v227 : v11)
const v232 = v158 * v228
const v233 = (v116 !== 0 ? v27 : v11)
const v234 = v116 * v233
const v235 = v232 + v234
const v239 = (v147 !== 0 ? 0 : v235)
const v240 = v238 + v239
const v187 = (v147 !== 0 ? v27 : v11)
const v229 = (v116 !== 0 ? v187 : v11)
const v230 = v105 * v228
const v231 = v229 + v230
const v241 = (v116 !== 0 ? v240 : v231)
const v243 = v241 * v242
const v244 = v152 * v241
const v247 = 2 * v243 + 2 * v244
const v253 = (v247 < v251 ? 1 : 0)
const v249 = Math.trunc(v247 / v5)
const v250 = Math.trunc(v249 / 2)
const v254 = (v253 !== 0 ? 0 : v250)
const v149 = v116 * v148
const v150 = (v147 !== 0 ? v27 : v29)
const v151 = (v149 !== 0 ? v150 : v11)
const v172 = v158 * v161
const v173 = (v116 !== 0 ? v150 : v161)
const v174 = v116 * v173
const v175 = v172 + v174
const v176 = (v147 !== 0 ? 0 : v175)
const v177 = v151 + v176
const v170 = v105 * v161
const v171 = v11 + v170
const v178 = (v116 !== 0 ? v177 : v171)
const v180 = v178 * v179
const v248 = 2 * v180
const v258 = (v248 < v251 ? 1 : 0)
const v255 = Math.trunc(v248 / v5)
const v256 = Math.trunc(v255 / 2)
const v259 = (v258 !== 0 ? 0 : v256)
const v264 = (v254 > v259 ? v254 : v259)
const v155 = v151 * v154
const v169 = (v155 <= v2 ? (v155 > 0 ? 1 : 0) : Math.ceil(v155 / v2))
const v246 = v243 + v244
const v260 = (v246 <= v3 ? (v246 > 0 ? 1 : 0) : Math.ceil(v246 / v3))
const v263 = v4 + v169 + v260 + -1
const v265 = (v264 > v263 ? v264 : v263)
const v91 = v90 + -1
const v119 = (0 > v91 ? 0 : v91)
const v294 = (v169 > v254 ? v169 : v254)
const v295 = (v294 > v259 ? v294 : v259)
const v287 = (v180 <= v3 ? (v180 > 0 ? 1 : 0) : Math.ceil(v180 / v3))
const v289 = v4 + v287 + -1
const v296 = (v295 > v289 ? v295 : v289)
const v159 = v11 * v158
const v275 = v116 * v274
const v276 = v159 + v275
const v277 = (v147 !== 0 ? 0 : v276)
const v278 = v236 + v277
const v279 = (v116 !== 0 ? v278 : v107)
const v280 = v242 * v279
const v281 = v29 * v116
const v282 = v159 + v281
const v283 = (v147 !== 0 ? 0 : v282)
const v284 = v236 + v283
const v285 = (v116 !== 0 ? v284 : v107)
const v286 = v152 * v285
const v290 = v280 + v286
const v291 = (v290 <= v3 ? (v290 > 0 ? 1 : 0) : Math.ceil(v290 / v3))
const v293 = v4 + v291 + -1
const v297 = (v296 > v293 ? v296 : v293)
const v298 = v119 * v297
const v120 = v92 * v119
const v121 = v92 + v120
const v126 = (v121 === v6 ? 1 : 0)
const v127 = -1 * v126 + 1
const v118 = (v92 < v6 ? 1 : 0)
const v122 = 2 * v92 + v120
const v124 = (v6 < v122 ? 1 : 0)
const v128 = v118 * v124
const v129 = v127 * v128
const v130 = v119 + 1
const v131 = v92 * v130
const v133 = v6 + -1 * v11 + -1 * v131
const v134 = (0 > v133 ? 0 : v133)
const v135 = Math.trunc(v134 / v11)
const v136 = v11 * v135
const v137 = v11 + v136
const v132 = v6 + -1 * v131
const v139 = (v137 < v132 ? 1 : 0)
const v183 = v139 * v147
const v184 = (v183 !== 0 ? v29 : v11)
const v185 = (v147 !== 0 ? v27 : v184)
const v186 = v154 * v185
const v198 = (v186 <= v2 ? (v186 > 0 ? 1 : 0) : Math.ceil(v186 / v2))
const v323 = (v198 > v254 ? v198 : v254)
const v324 = (v323 > v259 ? v323 : v259)
const v192 = v139 * v150
const v189 = v110 + -1 * v139 + -1
const v190 = (0 > v189 ? 0 : v189)
const v199 = (v147 !== 0 ? 1 : v161)
const v202 = v190 * v199
const v203 = v192 + v202
const v204 = (v147 !== 0 ? 0 : v203)
const v205 = v185 + v204
const v206 = v179 * v205
const v316 = (v206 <= v3 ? (v206 > 0 ? 1 : 0) : Math.ceil(v206 / v3))
const v318 = v4 + v316 + -1
const v325 = (v324 > v318 ? v324 : v318)
const v307 = (v183 !== 0 ? v27 : v11)
const v304 = v11 * v190
const v305 = v139 * v274
const v306 = v304 + v305
const v308 = (v147 !== 0 ? 0 : v306)
const v309 = v307 + v308
const v310 = v242 * v309
const v311 = v29 * v139
const v312 = v304 + v311
const v313 = (v147 !== 0 ? 0 : v312)
const v314 = v307 + v313
const v315 = v152 * v314
const v319 = v310 + v315
const v320 = (v319 <= v3 ? (v319 > 0 ? 1 : 0) : Math.ceil(v319 / v3))
const v322 = v4 + v320 + -1
const v326 = (v325 > v322 ? v325 : v322)
const v327 = v129 * v326
const v266 = v31 * v130
const v334 = v27 * v116
const v335 = v159 + v334
const v336 = (v147 !== 0 ? 0 : v335)
const v337 = v236 + v336
const v338 = (v116 !== 0 ? v337 : v107)
const v340 = v338 * v339
const v341 = (v340 <= v3 ? (v340 > 0 ? 1 : 0) : Math.ceil(v340 / v3))
const v343 = v4 + v341 + -1
const v344 = (v296 > v343 ? v296 : v343)
const v345 = v266 * v344
const v267 = v31 * v129
const v352 = v27 * v139
const v353 = v304 + v352
const v354 = (v147 !== 0 ? 0 : v353)
const v355 = v307 + v354
const v356 = v339 * v355
const v357 = (v356 <= v3 ? (v356 > 0 ? 1 : 0) : Math.ceil(v356 / v3))
const v359 = v4 + v357 + -1
const v360 = (v325 > v359 ? v325 : v359)
const v361 = v267 * v360
const v269 = v130 * v268
const v366 = v338 * v365
const v367 = (v366 <= v3 ? (v366 > 0 ? 1 : 0) : Math.ceil(v366 / v3))
const v369 = v4 + v367 + -1
const v370 = (v296 > v369 ? v296 : v369)
const v371 = v269 * v370
const v270 = v129 * v268
const v377 = v355 * v365
const v378 = (v377 <= v3 ? (v377 > 0 ? 1 : 0) : Math.ceil(v377 / v3))
const v380 = v4 + v378 + -1
const v381 = (v325 > v380 ? v325 : v380)
const v382 = v270 * v381
const v383 = v265 + v298 + v327 + v345 + v361 + v371 + v382
const v162 = (v116 !== 0 ? v27 : v161)
const v163 = v116 * v162
const v164 = v159 + v163
const v165 = (v147 !== 0 ? 0 : v164)
const v166 = v151 + v165
const v167 = (v116 !== 0 ? v166 : v92)
const v168 = v154 * v167
const v182 = v130 * v181
const v386 = v168 * v182
const v191 = v187 * v190
const v193 = v191 + v192
const v194 = (v147 !== 0 ? 0 : v193)
const v195 = v185 + v194
const v197 = v154 * v195
const v207 = v129 * v181
const v387 = v197 * v207
const v388 = v386 + v387
const v300 = v119 * v280
const v329 = v129 * v310
const v347 = v266 * v340
const v363 = v267 * v356
const v373 = v269 * v366
const v384 = v270 * v377
const v385 = v243 + v300 + v329 + v347 + v363 + v373 + v384
const v302 = v119 * v286
const v331 = v129 * v315
const v332 = v244 + v302 + v331
const v389 = v180 * v182
const v390 = v206 * v207
const v391 = v389 + v390
const v392 = 2 * v180 + 2 * v243 + 2 * v244
const v209 = (v155 < 1 ? 1 : 0)
const v394 = (v393 > v209 ? v393 : v209)
const v211 = (v186 < 1 ? 1 : 0)
const v212 = v129 * v211
const v395 = (v394 > v212 ? v394 : v212)
const v214 = (v169 < 1 ? 1 : 0)
const v396 = (v395 > v214 ? v395 : v214)
const v216 = (v198 < 1 ? 1 : 0)
const v217 = v129 * v216
const v397 = (v396 > v217 ? v396 : v217)
const v218 = (1 > v119 ? 1 : v119)
const v222 = v218 * v221
const v225 = (v222 < 2147483648 ? 1 : 0)
const v226 = -1 * v225 + 1
const v398 = (v397 > v226 ? v397 : v226)
out[at + 0] = v383
out[at + 1] = v388
out[at + 2] = v385
out[at + 3] = v332
out[at + 4] = v402
out[at + 5] = v404
out[at + 6] = v406
out[at + 7] = v391
out[at + 8] = v388
out[at + 9] = v388
out[at + 10] = v388
out[at + 11] = v385
out[at + 12] = v332
out[at + 13] = v388
out[at + 14] = v392
out[at + 15] = v409
if (v398 !== 0) out[at] = NaN
let energy = 0
energy += v385 * 18.61
energy += v404 * 18.61
energy += v332 * 18.61
energy += v406 * 18.61
energy += v391 * 18.61
energy += v388 * 1.68
energy += v385 * 1.68
energy += v388 * 1.68
energy += v332 * 1.68
energy += v388 * 1.68
energy += v388 * 1.68
out[at + 16] = energy * 0.00023
}
}