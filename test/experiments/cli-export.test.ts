// analects export: policies and allocations as folders for other programs.

import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { networkOf } from "../../agents/export/networks.ts"
import { policyOnnx } from "../../agents/export/onnx.ts"
import { checkOnnxStructure } from "../../experiments/export/onnx-structure.ts"
import { ModelProto } from "../../src/formats/onnx-file.ts"
import { readPolicy, writePolicy } from "../../src/formats/policy-file.ts"
import { formatReal } from "../../src/maestro/format-number.ts"
import { inProcess, json, once, refused, wrongUse } from "./cli.ts"

const ROOT = join(import.meta.dirname, "../..")
const SHIPPED = join(ROOT, "agents/policies/general.pb")

let folder: string
const read = (path: string) => readFileSync(join(folder, path), "utf8")
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "analects-export-"))
  const short = ["--episodes", "8", "--generations", "2", "--quiet"]
  const runs = [
    ["-n", "alexnet", "-p", "confuciux", "-b", "0.3", "--out", "maestro"],
    ["-n", "alexnet", "-p", "mobile", "-d", "mix", "-b", "0.2", "--l2", "streaming", "--out", "physical"],
    ["--env", "ConfuciuX-v0", "-n", "example", "-p", "confuciux", "-b", "0.9", "--out", "lstm"],
    ["--networks", "alexnet", "--problems", "4", "-p", "mobile", "--out", "many"],
  ]
  for (const run of runs) {
    const options = run[0] === "--networks" ? ["--episodes", "8", "--quiet"] : short
    const { code, stderr } = await inProcess(folder, "train", ...run, ...options)
    if (code !== 0) throw new Error(stderr)
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe("policies", () => {
  test.each([
    ["maestro", "onnx", "scorer", ["README.md", "check.json", "policy.onnx"]],
    ["lstm", "onnx", "confuciux-lstm", ["README.md", "check.json", "policy.onnx"]],
    ["maestro", "tfjs", "scorer", ["README.md", "check.json", "model.json", "weights.bin"]],
    ["lstm/policy.pb", "tfjs", "confuciux-lstm", ["README.md", "check.json", "model.json", "weights.bin"]],
    ["many", "pb", "scorer", ["README.md", "check.json", "policy.pb", "policy.proto"]],
  ])("%s as %s", async (source, format, kind, files) => {
    const out = `${kind}-${format}`
    const done = await json(folder, "export", source, "--format", format, "--out", out)
    expect(done).toMatchObject({ format, kind, directory: out, check: { decisions: 100, different: 0 } })
    expect(done.check.largest).toBeLessThanOrEqual(1e-5)
    expect(readdirSync(join(folder, out)).sort()).toEqual(files)
    const readme = read(`${out}/README.md`)
    for (const name of [...done.inputs, ...done.outputs]) expect(readme).toContain(`\`${name}\``)
    for (const [key, value] of Object.entries(done.provenance)) expect(readme).toContain(`- ${key}: ${value}`)
    const checks = JSON.parse(read(`${out}/check.json`))
    expect(checks.length).toBe(8)
    expect(checks[0].first).toBe(true)
  })

  test("an export carries where it comes from", async () => {
    const { provenance } = readPolicy(readFileSync(join(folder, "maestro/policy.pb")))
    expect(provenance.network).toBe("alexnet")
    const model = ModelProto.decode(policyOnnx(readPolicy(readFileSync(join(folder, "maestro/policy.pb")))))
    const props = Object.fromEntries(model.metadataProps.map(({ key, value }) => [key, value]))
    expect(props).toMatchObject({ ...provenance, kind: "scorer" })
    expect(JSON.parse(props.actionTable as string)).toHaveLength(5)
    expect(model.opsetImport.map(({ version }) => Number(version))).toEqual([13])
    const { code } = await inProcess(folder, "export", "maestro", "-f", "tfjs", "--out", "origin")
    expect(code).toBe(0)
    const { userDefinedMetadata } = JSON.parse(read("origin/model.json"))
    expect(userDefinedMetadata).toMatchObject({ ...provenance, kind: "scorer" })
  })

  test("the same policy gives the same bytes", async () => {
    for (const format of ["onnx", "tfjs"]) {
      for (const out of ["one", "two"])
        await inProcess(folder, "export", SHIPPED, "-f", format, "--out", `${out}-${format}`)
      const names = readdirSync(join(folder, `one-${format}`))
      expect(names.length).toBeGreaterThan(2)
      for (const name of names) expect(read(`two-${format}/${name}`), name).toBe(read(`one-${format}/${name}`))
    }
  })

  test("without a source it is the shipped one, under a name of its own", async () => {
    const { code, stdout, added } = await once(["export", "--format", "onnx"])
    expect({ code, added }).toEqual({ code: 0, added: ["general-onnx"] })
    expect(stdout).toMatch(/checked {2}onnxruntime-\w+ [\d.]+: 100 recorded decisions/)
  })

  test("scaling in the file is part of the export", () => {
    const file = readPolicy(readFileSync(SHIPPED))
    const network = networkOf({ ...file, features: file.features.map(f => ({ ...f, offset: 1, scale: 2 })) })
    expect(network.inputs.map(input => input.name)).toEqual(["choices", "situation", "action_mask"])
    const scaled = ModelProto.decode(policyOnnx({ ...file, features: file.features.map(f => ({ ...f, scale: 2 })) }))
    const operators = scaled.graph?.node?.map(node => node.opType) ?? []
    expect(operators.filter(o => o === "Div")).toHaveLength(2)
  })

  test("without a runtime the structure is checked: what does not fit together is found", () => {
    const file = readPolicy(readFileSync(SHIPPED))
    const bytes = policyOnnx(file)
    const network = networkOf(file)
    expect(() => checkOnnxStructure(bytes, network)).not.toThrow()
    const broken = (change: (graph: any) => void) => {
      const model = ModelProto.decode(bytes)
      change(model.graph)
      return () => checkOnnxStructure(ModelProto.encode(model).finish(), network)
    }
    expect(broken(graph => (graph.node = graph.node.toReversed()))).toThrow("before it is there")
    expect(broken(graph => graph.initializer[0].dims.push(2))).toThrow("bytes, expected")
    expect(broken(graph => graph.input.pop())).toThrow("inputs are choices,situation")
    expect(broken(graph => graph.node.pop())).toThrow("output action is computed by no node")
  })
})

describe("allocations", () => {
  test("as the run's own table, printed or written", async () => {
    for (const [form, file] of [
      ["csv", "allocation.csv"],
      ["json", "allocation.json"],
    ]) {
      const { code, stdout } = await inProcess(folder, "export", "physical", "--allocation", form)
      expect({ code, stdout }).toEqual({ code: 0, stdout: read(`physical/${file}`) })
      const done = await json(folder, "export", "physical", "-a", form, "--out", `copy.${form}`)
      expect(done).toEqual({ allocation: form, file: `copy.${form}`, layers: 5 })
      expect(read(`copy.${form}`)).toBe(stdout)
    }
  })

  test("as mapping files: the reference program's command adds up to the run's totals", async () => {
    const done = await json(folder, "export", "maestro", "-a", "mapping", "--out", "for-maestro")
    const { layers } = JSON.parse(read("maestro/allocation.json"))
    const total = (name: string) => layers.reduce((sum: number, layer: any) => sum + layer[name], 0)
    for (const name of ["latency", "energy", "area", "power"]) expect(done.totals[name]).toBe(total(name))
    const program = `${process.execPath} ${join(ROOT, "dist/experiments/maestro-compat.js")}`
    const env = { ...process.env, MAESTRO: program }
    const { status, stdout, stderr } = spawnSync("sh", [join(folder, "for-maestro/run.sh")], { env, encoding: "utf8" })
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" })
    expect(stdout).toContain(`latency ${total("latency")} cycles\n`)
    const rows = read("for-maestro/alexnet.csv").trim().split("\n").slice(1)
    expect(rows.map(row => Number(row.split(",")[3]))).toEqual(layers.map((layer: any) => layer.latency))
    expect(rows.map(row => row.split(",")[4])).toEqual(layers.map((layer: any) => formatReal(layer.energy)))
    expect(rows.map(row => row.split(",")[7])).toEqual(layers.map((layer: any) => formatReal(layer.area)))
    expect(new Set(layers.map((layer: any) => layer.pe)).size).toBeGreaterThan(1)
  })

  test("as mapping files under profile physical: analects cost gives the run's figures", async () => {
    const done = await json(folder, "export", "physical", "--allocation", "mapping", "--out", "for-cost")
    const { layers } = JSON.parse(read("physical/allocation.json"))
    expect(new Set(layers.map((layer: any) => layer.dataflow)).size).toBeGreaterThan(1)
    const { mapping, hardware } = done.layers[1]
    const paths = [mapping, hardware].map(path => `for-cost/${path}`)
    const cost = await json(folder, "cost", paths[0], "--hardware", paths[1], "--l2", "streaming")
    expect(cost.layers[0]).toMatchObject({ runtime: layers[1].latency, energy: layers[1].energy, area: layers[1].area })
    expect(read("for-cost/run.sh")).toContain("--l2 streaming")
    const whole = await inProcess(folder, "cost", "for-cost/alexnet.m", "--pes", "16")
    expect(whole.code).toBe(0)
  })
})

describe("refusals leave nothing behind", () => {
  const cases: [string, string[], string[]][] = [
    ["no file", ["export", "missing.pb", "-f", "pb"], ["missing.pb", "there is no such file"]],
    ["no policy", ["export", "a.csv", "-f", "onnx"], ["a.csv is not an exported policy"]],
    ["format", ["export", "-f", "onx"], ['format "onx" is unknown', "onnx"]],
    ["no run", ["export", "other", "-f", "onnx"], ["other is not a run directory"]],
    ["used folder", ["export", "-f", "onnx", "--out", "other"], ["other exists; choose another --out"]],
    ["a file in the way", ["export", "-f", "onnx", "--out", "a.csv"], ["a.csv", "there is a file of that name"]],
    ["no allocation", ["export", "other", "-a", "csv"], ["other is not a run directory"]],
  ]
  test.each(cases)("%s", async (_, args, texts) => {
    expect(await once(args, { "a.csv": "K,C\n", "other/x": "" })).toEqual(refused(...texts))
  })

  test("wrong use", async () => {
    expect(await once(["export"])).toEqual(wrongUse("export needs --format (pb, onnx, tfjs) or --allocation"))
    expect(await once(["export", "-f", "pb", "-a", "csv"])).toEqual(wrongUse("and not both"))
    expect(await once(["export", "-a", "csv"])).toEqual(wrongUse("needs a run directory"))
  })

  test("runs without an answer, and damaged ones", async () => {
    const said = async (run: string, ...args: string[]) => {
      const { code, stderr, stdout } = await inProcess(folder, "export", run, ...args)
      expect({ code, stdout }).toEqual({ code: 3, stdout: "" })
      return stderr
    }
    expect(await said("many", "-a", "mapping")).toContain("trained one policy over many networks")
    mkdirSync(join(folder, "stopped"))
    writeFileSync(join(folder, "stopped/config.json"), read("maestro/config.json"))
    expect(await said("stopped", "-a", "csv")).toContain("the run is not finished; analects train --resume stopped")
    expect(await said("stopped", "-f", "onnx")).toContain("the run is not finished; analects train --resume stopped")
    const whole = JSON.parse(read("maestro/allocation.json"))
    const damage = async (change: (allocation: any) => void) => {
      const allocation = structuredClone(whole)
      change(allocation)
      writeFileSync(join(folder, "stopped/allocation.json"), JSON.stringify(allocation))
      return await said("stopped", "-a", "mapping")
    }
    expect(await damage(a => (a.layers = null))).toContain("it has no list of layers")
    expect(await damage(a => a.layers.pop())).toContain("has 4 layers, network alexnet 5")
    expect(await damage(a => (a.layers[2].pe = 0))).toContain("pe of layer 3 is 0")
    expect(await damage(a => (a.layers[1].shape.K = 5))).toContain("layer 2 has the shape 5,")
    expect(await damage(a => (a.layers[1] = null))).toContain("layer 2 has the shape")
    expect(await damage(a => (a.layers = []))).toContain("found no allocation within its budget")
    expect(existsSync(join(folder, "stopped-mapping"))).toBe(false)
  })

  test("a policy of another version's features", async () => {
    const file = readPolicy(readFileSync(SHIPPED))
    const renamed = file.features.map((f, i) => (i === 2 ? { ...f, name: "something else" } : f))
    writeFileSync(join(folder, "other.pb"), writePolicy({ ...file, features: renamed }))
    const { code, stderr } = await inProcess(folder, "export", "other.pb", "-f", "onnx")
    expect(code).toBe(3)
    expect(stderr).toContain('its input 3 is "choices: something else"')
    expect(readdirSync(folder).filter(name => name.includes("other"))).toEqual(["other.pb"])
  })
})
