// analects cost: tables, warnings, the page, and the command with its files and options.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Command } from "commander"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest"
import { declare } from "../../experiments/commands/cost.ts"
import { layersText } from "../../experiments/cost/cost-view.ts"
import { costWarnings, layerTable, tensorTable } from "../../experiments/cost/maestro-view.ts"
import { physicalLayerTable, physicalTensorTable } from "../../experiments/cost/physical-view.ts"
import { UsageError } from "../../src/core/errors.ts"
import { analyzeNetwork, NetworkError } from "../../src/maestro/analyze-mapping.ts"
import { MAESTRO_CONSTANTS, MAESTRO_OLDER_CONSTANTS } from "../../src/maestro/constants.ts"
import { CSV_HEADER } from "../../src/maestro/csv.ts"
import { readMapping } from "../../src/maestro/mapping-text/read-mapping.ts"
import { analyzePhysical } from "../../src/physical/analyze.ts"
import { analyzePhysicalNetwork, isRefusedLayer } from "../../src/physical/analyze-network.ts"
import { CompatFolder, QUIET } from "../maestro/compat.ts"

const MAPPING = `Network <b&'net {
Layer one {
Type: CONV
Dimensions { K: 8, C: 8, Y: 10, X: 10, R: 3, S: 3 }
Dataflow { SpatialMap(1,1) K; TemporalMap(4,4) C; TemporalMap(Sz(R),1) Y; Cluster(4, P); SpatialMap(1,1) C; }
}
Layer two {
Type: DSCONV
Dimensions { K: 1, C: 128, Y: 112, X: 112, R: 3, S: 3 }
Dataflow { SpatialMap(6,6) C; TemporalMap(Sz(R),1) Y; TemporalMap(Sz(S),1) X; }
}
}
`
/** The second layer's tiles overlap, so that physics refuses it. */
const MIXED = MAPPING.replace("SpatialMap(6,6) C", "SpatialMap(6,4) C")
const HARDWARE = "num_pes: 8\nl1_size_cstr: 50\nl2_size_cstr: 300\nnoc_bw_cstr: 4\noffchip_bw_cstr: 2\n"
const network = () =>
  analyzeNetwork(readMapping(MAPPING).layers, { numPEs: 8, nocBandwidth: 4, nocLatency: 1, offchipBandwidth: 2 })

let folder: string
let stdout = ""
let stderr = ""
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "analects-cost-"))
  writeFileSync(join(folder, "m.m"), MAPPING)
  writeFileSync(join(folder, "hw.m"), HARDWARE)
})
afterAll(() => rmSync(folder, { recursive: true }))
beforeEach(() => {
  stdout = stderr = ""
  vi.spyOn(process.stdout, "write").mockImplementation(text => Boolean((stdout += String(text))))
  vi.spyOn(process.stderr, "write").mockImplementation(text => Boolean((stderr += String(text))))
})
afterEach(() => vi.restoreAllMocks())

/** Runs `cost --profile maestro` with file names inside the folder. */
const cost = (...args: string[]) => run(...args, "--profile", "maestro")

/** Runs `cost` with file names inside the folder. */
async function run(...args: string[]): Promise<void> {
  const program = new Command("analects").exitOverride()
  declare(program.command("cost"))
  const own = args.map(a => (/\.(m|json|html)$/.test(a) ? join(folder, a) : a))
  await program.parseAsync(["cost", ...own], { from: "user" })
}

describe("profile maestro", () => {
  test("a row per layer, totals of the network, and a verdict", () => {
    const { rows, header } = layerTable(network())
    expect(rows.map(row => row[0])).toEqual(["1 one", "2 two", "network"])
    expect(rows.map(row => row[row.length - 1])).toEqual(["ok", "lost-macs", "1 of 2 impossible"])
    expect(rows.every(row => row.length === header.length)).toBe(true)
  })

  test("totals: sums over layers, and the largest needs", () => {
    const { layers, totals } = network()
    const [a, b] = layers
    expect(totals.runtime).toBe(a.runtime + b.runtime)
    expect(totals.ownEnergy).toBe(a.ownEnergy + b.ownEnergy)
    expect(totals.l2Size).toBe(Math.max(a.l2Size, b.l2Size))
    expect(totals.utilization).toBeCloseTo((a.macs + b.macs) / totals.runtime / 8, 12)
  })

  test("the tensors' energies and the MACs add up to the layer's own energy", () => {
    const report = network()
    for (const r of report.layers) {
      const accesses = Object.values(r.tensors).flatMap(t => Object.values(t.energy)) as number[]
      const sum = (accesses.reduce((a, b) => a + b, 0) + r.macs) * MAESTRO_CONSTANTS.macEnergy
      expect(r.ownEnergy).toBeCloseTo(sum, 6)
    }
    const shares = tensorTable(report, MAESTRO_CONSTANTS)
      .rows.slice(0, 4)
      .map(row => Number.parseFloat(row[9]))
    expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(100, 0)
  })

  test("warnings name what does not suffice, for which layers", () => {
    const warnings = costWarnings(network(), { l1: 50, l2: 300 })
    expect(warnings.map(w => w.split(":")[0])).toEqual([
      "L1 of a PE",
      "L2",
      "the network on chip",
      "the off-chip link",
      "no machine could do what the model says of layer 2; see the verdict column",
    ])
    expect(costWarnings({ ...network(), layers: [], totals: { ...network().totals, impossible: 0 } }, {})).toEqual([])
  })

  test("modelling choices are wrong use", async () => {
    await expect(cost("m.m", "--l2", "resident")).rejects.toThrow(UsageError)
  })

  test("runs of layers", () => {
    expect(layersText([3])).toBe("layer 3")
    expect(layersText([1, 2, 3, 5, 7, 8])).toBe("layers 1–3, 5, 7–8")
  })

  test("every layer that cannot be analysed is named, with its line", async () => {
    const bad = MAPPING.replaceAll("SpatialMap", "TemporalMap")
    expect(() => analyzeNetwork(readMapping(bad).layers)).toThrow(NetworkError)
    writeFileSync(join(folder, "bad.m"), bad)
    await expect(cost("bad.m")).rejects.toThrow(
      /bad\.m:2: layer 1: no spatial map.*\n.*bad\.m:7: layer 2: no spatial map/,
    )
  })

  test("the command prints tables and warnings", async () => {
    await cost("m.m", "--hardware", "hw.m", "--tensors")
    expect(stdout).toMatch(/^8 PEs × 1 MAC lane · network on chip 4 elements\/cycle, latency 1 · off-chip 2 elements/)
    expect(stdout).toContain("own energy, nJ")
    expect(stdout).toContain("reference energy, nJ")
    expect(stdout).toContain("reads per L1 write")
    expect(stdout).toMatch(/warning: L2: 300 bytes do not suffice for layers 1–2 \(up to/)
  })

  test("options override the hardware file", async () => {
    await cost(
      "m.m",
      "--hardware",
      "hw.m",
      "--pes",
      "16",
      "--lanes",
      "2",
      "--noc-bandwidth",
      "1000000",
      "--l2-size",
      "9999999",
    )
    expect(stdout).toMatch(/^16 PEs × 2 MAC lanes · network on chip 1M elements\/cycle/)
    expect(stdout).not.toContain("warning: L2")
    await expect(cost("m.m", "--pes", "0")).rejects.toThrow("--pes is 0, expected an integer in [1, 2147483647]")
  })

  test("hardware that makes no sense is bad input, under the name it was given by", async () => {
    for (const text of ["", " ", "many"]) {
      await expect(cost("m.m", "--noc-latency", text)).rejects.toThrow(`--noc-latency is "${text}", expected a number`)
    }
    writeFileSync(join(folder, "none.m"), HARDWARE.replace("num_pes: 8", "num_pes: 0"))
    await expect(cost("m.m", "--hardware", "none.m")).rejects.toThrow(/^num_pes in .*none\.m is 0, expected an integer/)
    await cost("m.m", "--hardware", "none.m", "--pes", "8")
    expect(stdout).toMatch(/^8 PEs/)
  })

  test("--csv prints what the reference's CSV file holds", async () => {
    await cost("m.m", "--hardware", "hw.m", "--csv")
    const compat = new CompatFolder()
    compat.write("m.m", MAPPING)
    compat.write("hw.m", HARDWARE)
    const reference = compat.run(["--Mapping_file=m.m", "--HW_file=hw.m", ...QUIET], "m.csv")
    compat.close()
    expect(stdout.startsWith(CSV_HEADER)).toBe(true)
    expect(stdout).toBe(reference.csv)
  })

  test("--json prints one object", async () => {
    await cost("m.m", "--hardware", "hw.m", "--json")
    const { network: name, hardware, layers, totals, warnings } = JSON.parse(stdout)
    expect([name, hardware.numPEs, hardware.l1, layers.length]).toEqual(["<b&'net", 8, 50, 2])
    expect(layers[0].tensors.input.energy.l2Reads).toBeGreaterThan(0)
    expect(layers[0].row).toBeUndefined()
    expect(layers[1].verdict).toBe("lost-macs")
    expect(totals.runtime).toBe(layers[0].runtime + layers[1].runtime)
    expect(warnings.length).toBe(5)
    await expect(cost("m.m", "--json", "--csv")).rejects.toThrow("give --csv or --json, not both")
  })

  test("constants by name and from a file", async () => {
    const energies: number[] = []
    writeFileSync(join(folder, "c.json"), JSON.stringify({ base: "maestro-older", macEnergy: 0.00023 }))
    for (const set of ["maestro", "maestro-older", "c.json"]) {
      stdout = ""
      await cost("m.m", "--json", "--constants", set)
      const { layers, constants } = JSON.parse(stdout)
      energies.push(layers[0].ownEnergy)
      expect(constants.l2Access).toBe(set === "maestro" ? 18.61 : MAESTRO_OLDER_CONSTANTS.l2Access)
    }
    expect(energies[1] / energies[2]).toBeCloseTo(0.904 / 0.00023, 6)
    await expect(cost("m.m", "--constants", "maestr")).rejects.toThrow('Did you mean "maestro"?')
    const wrong = { l2Acces: 1 }
    writeFileSync(join(folder, "c.json"), JSON.stringify(wrong))
    await expect(cost("m.m", "--constants", "c.json")).rejects.toThrow('constant "l2Acces" is unknown')
    writeFileSync(join(folder, "c.json"), '{"macArea": -1}')
    await expect(cost("m.m", "--constants", "c.json")).rejects.toThrow("macArea is -1, expected a number of at least 0")
  })

  test("--html writes a self-contained page", async () => {
    await cost("m.m", "--hardware", "hw.m", "--html", "page.html")
    const html = readFileSync(join(folder, "page.html"), "utf8")
    expect(stderr).toContain("page written")
    expect(html).toContain("&lt;b&amp;&#39;net: cost per layer")
    expect(html).not.toContain("<b&")
    expect(html).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/)
    for (const title of ["Latency", "Energy, the layer’s own", "Utilisation"]) {
      expect(html).toContain(`<figcaption>${title}</figcaption>`)
    }
    expect(html.match(/<svg /g)?.length).toBe(6)
    expect(html).toContain("Warning: L2: 300 bytes")
  })
})

describe("profile physical, the default", () => {
  const hardware = { numPEs: 8, nocBandwidth: 4, nocLatency: 1, offchipBandwidth: 2 }
  const analysed = (text: string) => analyzePhysicalNetwork(readMapping(text).layers, hardware)

  test("layers are analysePhysical's, totals are sums and largest needs", () => {
    const { layers, totals } = analysed(MAPPING)
    const alone = readMapping(MAPPING).layers.map(({ layer, closed }) => analyzePhysical(layer, closed, hardware))
    expect(layers).toEqual(alone)
    const [a, b] = alone
    expect(totals).toMatchObject({ runtime: a.runtime + b.runtime, energy: a.energy + b.energy, refused: 0 })
    expect(totals.residentSize).toBe(Math.max(a.residentSize, b.residentSize))
    expect(totals.utilization).toBeCloseTo((a.macs + b.macs) / totals.runtime / 8, 12)
    const { rows, header } = physicalLayerTable(analysed(MAPPING))
    expect(rows.map(row => row.at(-1))).toEqual(["ok", "ok", "ok"])
    expect(rows.every(row => row.length === header.length)).toBe(true)
  })

  test("a refused layer has a verdict, a reason and a repair, and counts for nothing", () => {
    const report = analysed(MIXED)
    const [one, two] = report.layers
    expect(isRefusedLayer(one)).toBe(false)
    expect(two).toMatchObject({ verdict: "refused", refusal: { reason: "overlap", level: 0 } })
    expect(report.totals).toMatchObject({ refused: 1, runtime: one.verdict === "refused" ? 0 : one.runtime })
    const { rows, header } = physicalLayerTable(report)
    expect(rows.map(row => row.at(-1))).toEqual(["ok", "refused: overlap", "1 of 2 refused"])
    expect(rows.every(row => row.length === header.length)).toBe(true)
    expect(physicalTensorTable(report).rows.length).toBe(4)
  })

  test("the tensors' shares of a layer's energy add up, cluster buffers included", () => {
    const report = analyzePhysicalNetwork(readMapping(MAPPING).layers.slice(0, 1), hardware, { clusterAccess: 3 })
    const { rows, header } = physicalTensorTable(report)
    expect(rows.map(row => row[1])).toEqual(["input", "filter", "output", "(cluster buffers)", "(MACs)"])
    expect(rows.every(row => row.length === header.length)).toBe(true)
    const shares = rows.map(row => Number.parseFloat(row[9]))
    expect(Math.abs(shares.reduce((a, b) => a + b, 0) - 100)).toBeLessThan(0.5)
  })

  test("prints the table and the repair; one legal layer is enough", async () => {
    writeFileSync(join(folder, "mixed.m"), MIXED)
    await run("mixed.m", "--hardware", "hw.m", "--tensors")
    expect(stdout).toContain("profile physical (inner fill prefetch, L2 resident, off-chip floor)")
    expect(stdout).toMatch(/^2 two +DSCONV +–.* refused: overlap$/m)
    expect(stdout).toMatch(/^network +2 layers .* 1 of 2 refused$/m)
    expect(stdout).toMatch(/warning: layer 2 refused: level 0, SpatialMap\(6,4\) C: .*; write SpatialMap\(6,6\) C/)
    expect(stdout).toContain("warning: L2 is taken to hold the whole layer, but 300 bytes do not hold layer 1")
  })

  test("when every layer is refused, all is printed and the exit code says bad input", async () => {
    writeFileSync(join(folder, "refused.m"), MIXED.replace("SpatialMap(1,1) K", "SpatialMap(2,1) K"))
    await expect(run("refused.m")).rejects.toThrow(/refused\.m: no layer has a legal mapping/)
    expect(stdout).toMatch(/^network +2 layers +– .* 2 of 2 refused$/m)
    expect(stdout.match(/refused: level 0/g)?.length).toBe(2)
  })

  test("a file without layers is bad input under either profile, and nothing is printed", async () => {
    writeFileSync(join(folder, "empty.m"), "Network n { }\n")
    for (const costs of [run, cost]) await expect(costs("empty.m")).rejects.toThrow(/empty\.m holds no layer$/)
    expect(stdout).toBe("")
  })

  test("sizes that make no sense are errors, with line and layer", async () => {
    writeFileSync(join(folder, "zero.m"), MAPPING.replace("TemporalMap(4,4) C", "TemporalMap(0,4) C"))
    await expect(run("zero.m")).rejects.toThrow(/zero\.m:\d+/)
    expect(stdout).toBe("")
  })

  test("warns of layers that wait for data", async () => {
    writeFileSync(join(folder, "wait.m"), MAPPING)
    const warningsOf = async (...more: string[]) => {
      await run("wait.m", "--pes", "4", "--json", ...more)
      return JSON.parse(stdout).warnings.join()
    }
    expect(await warningsOf()).not.toContain("holds up")
    stdout = ""
    expect(await warningsOf("--noc-bandwidth", "1")).toContain("the network on chip holds up layer")
    stdout = ""
    const narrow = await warningsOf("--offchip-bandwidth", "1", "--lanes", "64")
    expect(narrow).toContain("the off-chip link holds up layer")
    expect(narrow).not.toContain("the network on chip")
  })

  test("--json: reports and refusals", async () => {
    writeFileSync(join(folder, "mixed.m"), MIXED)
    await run("mixed.m", "--hardware", "hw.m", "--json", "--l2", "streaming", "--inner-fill", "exposed")
    const { profile, choices, layers, totals, warnings } = JSON.parse(stdout)
    expect([profile, choices]).toEqual([
      "physical",
      { innerFill: "exposed", l2: "streaming", offchipFloor: true, clusterAccess: 0 },
    ])
    const [one, two] = layers
    expect(one).toMatchObject({ name: "one", kind: "CONV", verdict: "ok", resident: false })
    expect(one.macs).toBe(one.trueMacs)
    expect(one.levels.length).toBe(2)
    expect(one.row).toBeUndefined()
    expect(two).toEqual({
      name: "two",
      kind: "DSCONV",
      dimensions: expect.any(Array),
      verdict: "refused",
      refusal: expect.objectContaining({
        reason: "overlap",
        repair: { directive: 0, replacement: expect.any(Object) },
      }),
    })
    expect(totals.refused).toBe(1)
    expect(warnings[0]).toContain("layer 2 refused")
  })

  test("--csv: a line per layer, refused ones without numbers", async () => {
    writeFileSync(join(folder, "mixed.m"), MIXED)
    await run("mixed.m", "--hardware", "hw.m", "--csv")
    const [header, one, two, ...rest] = stdout.split("\n")
    expect(rest).toEqual([""])
    const columns = header.split(",")
    const cell = (line: string, name: string) => line.split(",")[columns.indexOf(name)]
    const legal = analysed(MAPPING).layers[0]
    expect(cell(one, "cycles")).toBe(String(legal.verdict === "refused" ? Number.NaN : legal.runtime))
    expect(one.split(",").length).toBe(columns.length)
    expect([cell(two, "verdict"), cell(two, "reason"), cell(two, "cycles")]).toEqual(["refused", "overlap", ""])
  })

  test("--html: the refusal stands on the page", async () => {
    writeFileSync(join(folder, "mixed.m"), MIXED)
    await run("mixed.m", "--hardware", "hw.m", "--html", "page.html")
    const html = readFileSync(join(folder, "page.html"), "utf8")
    expect(html).toContain("refused: overlap")
    expect(html).toContain("1 layer refused, not counted.")
    expect(html).toContain("Warning: layer 2 refused: level 0, SpatialMap(6,4) C")
    expect(html).not.toMatch(/NaN|undefined/)
    expect(html.match(/<svg /g)?.length).toBe(6)
  })
})
