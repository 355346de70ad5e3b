// The report page: complete, self-contained, escaped, and the same bytes every time.

import { beforeAll, describe, expect, test } from "vitest"
import { changesOf, shownLayers, valueScale } from "../../experiments/report/plots.ts"
import { renderReport } from "../../experiments/report/report.ts"
import type { LayerChoice, RunReport } from "../../experiments/report/report-data.ts"

const LAYERS: LayerChoice[] = Array.from({ length: 52 }, (_, i) => ({
  layer: i + 1,
  name: `conv${i + 1}`,
  pe: 1 + (i % 7) * 8,
  tile: 1 + (i % 12),
  l1Bytes: 40 + 30 * (i % 12),
  value: 1e5 + i,
  costs: [1000 * (1 + (i % 7))],
  optimum: { pe: 1 + (i % 5) * 8, tile: 3, l1Bytes: 100, costs: [1500] },
}))

const REPORT: RunReport = {
  title: "MobileNetV2 on cloud",
  problem: [
    ["network", "mobilenet_v2"],
    ["dataflow", "dla"],
  ],
  objective: { name: "latency", unit: "cycles" },
  constraints: [{ name: "area", unit: "µm²", budget: 250_000 }],
  optimum: 22_345_678,
  proven: true,
  results: [
    { method: "exact", value: 22_345_678, costs: [249_000], seconds: 0.08 },
    { method: "two-stage", value: 22_569_135, costs: [247_500], seconds: 12.3 },
    { method: "unmasked", value: null, costs: null, seconds: null },
  ],
  answer: "two-stage",
  searches: [
    {
      title: "REINFORCE",
      step: "episode",
      lines: [
        { name: "best so far", points: [[0, Number.POSITIVE_INFINITY], ...points(100, 4e8, 2.3e7)] },
        { name: "greedy decode", points: points(100, 5e8, 3e7) },
      ],
    },
    { title: "Genetic", step: "generation", lines: [{ name: "best so far", points: points(150, 2.3e7, 2.257e7) }] },
  ],
  layers: LAYERS,
  underWay: null,
  command: "npx analects train --network mobilenet_v2 --seed 0",
  versions: [["analects", "0.1.0"]],
}

function points(steps: number, from: number, to: number): [number, number][] {
  return Array.from({ length: steps }, (_, i) => [i + 1, to + (from - to) * 0.9 ** Math.floor(i / 3)])
}

describe("the page", () => {
  let page = ""
  beforeAll(async () => {
    page = await renderReport(REPORT)
  })

  test("says what the run came to", () => {
    expect(page).toContain(
      "two-stage: latency 22.6M cycles, 1.00 % above the proven optimum; 99.0 % of the area budget used.",
    )
    expect(page).toContain(
      '<tr class="answer"><td>two-stage</td><td class="n">22.6M</td><td class="n">1.00 %</td>' +
        '<td class="n">248k</td><td class="n">99.0 %</td><td class="n">12 s</td></tr>',
    )
    expect(page).toContain('<td>unmasked</td><td class="n">–</td><td class="n">–</td>')
    for (const text of ["optimum 22.3M", "npx analects train --network mobilenet_v2 --seed 0", "conv52"]) {
      expect(page).toContain(text)
    }
  })

  test("draws each plot for desk and phone, with a name", () => {
    expect(page.match(/<svg role="img" aria-label="[^"]+"/g)).toHaveLength(2 * (2 + 3))
    expect(page.match(/<div class="wide"><svg/g)).toHaveLength(5)
    expect(page.match(/<div class="narrow"><svg/g)).toHaveLength(5)
    expect(page).not.toMatch(/NaN|Infinity|undefined|\[object/)
  })

  test("is the same bytes for the same report", async () => {
    expect(await renderReport(structuredClone(REPORT))).toBe(page)
  })

  test("loads nothing and runs nothing", () => {
    const addresses = page.match(/https?:\/\/[^"' )]+/g) ?? []
    expect([...new Set(addresses)].sort()).toEqual(["http://www.w3.org/1999/xlink", "http://www.w3.org/2000/svg"])
    expect(page).not.toMatch(/<script|@import|url\(|<img|\son\w+=/)
  })
})

describe("hostile and sparse reports", () => {
  test("every text is escaped", async () => {
    const bad = `<b x="1">&'`
    const page = await renderReport({
      ...REPORT,
      title: bad,
      problem: [[bad, bad]],
      objective: { name: bad, unit: bad },
      constraints: [{ name: bad, unit: bad, budget: 250_000 }],
      results: [{ method: bad, value: 1, costs: [1], seconds: 1 }],
      answer: bad,
      searches: [
        {
          title: bad,
          step: bad,
          lines: [
            { name: bad, points: [[0, 1]] },
            { name: `${bad}2`, points: [[0, 2]] },
          ],
        },
      ],
      layers: LAYERS.slice(0, 2).map(layer => ({ ...layer, name: bad })),
      command: bad,
      versions: [[bad, bad]],
    })
    expect(page).not.toContain("<b x")
    expect(page).not.toMatch(/&(?!amp;|lt;|gt;|quot;|#39;)/)
    expect(page).toContain("&lt;b x=")
  })

  test("nothing found, no optimum, no search, no layers", async () => {
    const page = await renderReport({
      ...REPORT,
      optimum: null,
      results: [{ method: "random", value: null, costs: null, seconds: null }],
      answer: "random",
      searches: [{ title: "REINFORCE", step: "episode", lines: [{ name: "best", points: [[1, Number.NaN]] }] }],
      layers: [],
    })
    expect(page).toContain("random found no allocation within the area budget.")
    expect(page).not.toContain("Allocation</h2>")
    expect(page).not.toMatch(/NaN|Infinity|undefined/)
    const empty = await renderReport({ ...REPORT, searches: [] })
    expect(empty).not.toContain("Search</h2>")
  })

  test("several constraints, a lower bound instead of an optimum, dataflows as a choice", async () => {
    const page = await renderReport({
      ...REPORT,
      constraints: [...REPORT.constraints, { name: "power", unit: "mW", budget: 400 }],
      proven: false,
      results: [{ method: "two-stage", value: 22_569_135, costs: [247_500, 100], seconds: 12.3 }],
      layers: LAYERS.slice(0, 2).map(layer => ({ ...layer, dataflow: "rs", costs: [1000, 40], optimum: undefined })),
    })
    expect(page).toContain(
      "1.00 % above a lower bound of the optimum; 99.0 % of the area budget, 25.0 % of the power budget used.",
    )
    expect(page).toContain("Budget: area 250k µm², power 400 mW.")
    expect(page).toContain('<td class="n">100</td><td class="n">25.0 %</td>')
    expect(page).toContain("Share of the power budget")
    expect(page).toContain("<td>rs</td>")
    expect(page).not.toContain("proven optimum")
  })

  test("an answer at the optimum says so; an unknown answer is a bug", async () => {
    expect(await renderReport({ ...REPORT, answer: "exact", searches: [], layers: [] })).toContain(
      "exact: latency 22.3M cycles, the proven optimum; 99.6 % of the area budget used.",
    )
    await expect(renderReport({ ...REPORT, answer: "none" })).rejects.toThrow('no result of method "none"')
  })
})

describe("plots", () => {
  test("a step line keeps its changes and its ends", () => {
    const line = {
      name: "",
      points: [
        [0, Number.NaN],
        [1, 9],
        [2, 9],
        [3, 4],
        [4, 4],
        [5, 4],
      ],
    } as const
    expect(changesOf(line)).toEqual([
      [1, 9],
      [3, 4],
      [5, 4],
    ])
  })

  test("the scale holds all values and is logarithmic over wide ranges only", () => {
    expect(valueScale([100, 200]).type).toBe("linear")
    const wide = valueScale([2e7, 6e8])
    expect(wide.type).toBe("log")
    expect(wide.ticks).toEqual([2e7, 5e7, 1e8, 2e8, 5e8])
    expect(wide.domain[0]).toBeLessThan(2e7)
    expect(wide.domain[1]).toBeGreaterThan(6e8)
    expect(valueScale([1, 1e30]).ticks?.length).toBeLessThanOrEqual(8)
    const flat = valueScale([5, 5])
    expect(flat.domain[0]).toBeLessThan(5)
    expect(flat.domain[1]).toBeGreaterThan(5)
  })

  test("layer labels have room", () => {
    expect(shownLayers(5, 350)).toEqual([1, 2, 3, 4, 5])
    expect(shownLayers(52, 350)).toEqual([1, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50])
    for (const layers of [1, 20, 53, 161, 1000]) {
      expect(shownLayers(layers, 350).length).toBeLessThanOrEqual(13)
    }
  })
})
