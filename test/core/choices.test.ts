import * as fc from "fast-check"
import { expect, test } from "vitest"
import { type ChoiceGrid, COARSE_GRID, FINE_GRID, gridSize, peOf, tileOf } from "../../src/core/choices.ts"

const rising = (list: readonly number[]) => list.every((x, i) => Number.isInteger(x) && (i === 0 || x > list[i - 1]))

test("the published grid: 12 PE counts from 1 to 128, 12 tiles from 1 to 12", () => {
  expect(gridSize(COARSE_GRID)).toBe(144)
  expect(COARSE_GRID.pe).toEqual([1, 2, 4, 8, 12, 16, 24, 32, 48, 64, 96, 128])
  expect(COARSE_GRID.tile).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
})

test("the fine grid: every PE count to 128, and all choices of the coarse one", () => {
  expect(gridSize(FINE_GRID)).toBe(1536)
  expect([FINE_GRID.pe[0], FINE_GRID.pe.at(-1)]).toEqual([1, 128])
  for (const grid of [COARSE_GRID, FINE_GRID]) expect(rising(grid.pe) && rising(grid.tile)).toBe(true)
  for (const pe of COARSE_GRID.pe) expect(FINE_GRID.pe).toContain(pe)
  expect(FINE_GRID.tile).toEqual(COARSE_GRID.tile)
})

test("a choice is PE index × tiles + tile index", () => {
  const lists = fc.uniqueArray(fc.integer({ min: 1, max: 999 }), { minLength: 1, maxLength: 9 })
  fc.assert(
    fc.property(lists, lists, (pe, tile) => {
      const grid: ChoiceGrid = { pe, tile }
      expect(gridSize(grid)).toBe(pe.length * tile.length)
      for (const [i, p] of pe.entries()) {
        for (const [j, t] of tile.entries()) {
          const choice = i * tile.length + j
          expect([peOf(grid, choice), tileOf(grid, choice)]).toEqual([p, t])
        }
      }
    }),
  )
})
