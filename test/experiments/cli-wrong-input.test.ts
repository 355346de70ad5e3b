// Wrong input: one clear line on stderr, exit code 3 (2 for wrong use), nothing half-written.

import { readdirSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { analects, inFolder, json, once, refused, wrongUse } from "./cli.ts"

const HEADER = "K,C,Y,X,R,S,T\n"
const EXAMPLE = `${HEADER}64,32,56,56,3,3,1\n128,64,56,56,3,3,1\n`

describe.concurrent("solve", () => {
  test.each<[string, string, string, string]>([
    ["-n", "resnet81", 'network "resnet81" is unknown', 'Did you mean "resnet18"?'],
    ["-d", "nvdla", 'dataflow "nvdla" is unknown', 'Did you mean "dla"?'],
    ["-d", "eye", 'dataflow "eye" belongs to profile maestro', "its legal replacement is rs"],
    ["--profile", "phisical", 'profile "phisical" is unknown', 'Did you mean "physical"?'],
    ["--inner-fill", "prefetched", 'inner-fill "prefetched" is unknown', 'Did you mean "prefetch"?'],
    ["--l2", "half", 'l2 is "half"', "expected resident, streaming or an integer of at least 1"],
    ["--l2", "0", 'l2 is "0"', "expected resident, streaming or an integer of at least 1"],
    ["--cluster-access", "-1", 'cluster-access is "-1"', "expected a number of at least 0"],
    ["-o", "latencey", 'objective "latencey" is unknown', 'Did you mean "latency"?'],
    ["-c", "ares", 'constraint "ares" is unknown', 'Did you mean "area"?'],
    ["-p", "confucius", 'platform "confucius" is unknown', 'Did you mean "confuciux"?'],
    ["--grid", "fne", 'grid "fne" is unknown', 'Did you mean "fine"?'],
    ["-b", "half", 'budget is "half"', "expected a number"],
    ["-b", "", 'budget is ""', "expected a number"],
    ["-b", "Infinity", 'budget is "Infinity"', "expected a number"],
    ["-b", "-0.5", "budget is -0.5", "expected a number of at least 0"],
    ["-n", "no/such.csv", "no/such.csv cannot be read", "there is no such file"],
    ["-n", ".", ". cannot be read", "it is a folder"],
  ])("%s %j", async (option, value, ...messages) => {
    const others = option === "-n" ? [] : ["-n", "example"]
    expect(await once(["solve", ...others, option, value, "--json"])).toEqual(refused(...messages))
  })

  test.each<[string, string, string]>([
    [
      "a missing column in the header",
      "K,C,Y,X,R,S\n1,1,8,8,1,1\n",
      "net.csv:1:12: the header ends, expected column T",
    ],
    ["a missing cell", `${EXAMPLE}64,32,56,56,3,1\n`, "net.csv:4:16: 6 columns, column T is missing"],
    ["a zero", `${HEADER}64,0,56,56,3,3,1\n`, 'net.csv:2:4: column C is "0"'],
    ["a letter", `${EXAMPLE}64,32,56,x,3,3,1\n`, 'net.csv:4:10: column X is "x"'],
    ["Windows line ends", EXAMPLE.replaceAll("\n", "\r\n"), "net.csv:1:14: a carriage return"],
    ["an empty file", "", "net.csv:1:1: the file is empty"],
    ["a header alone", HEADER, "net.csv:2:1: no layer follows the header"],
    ["a filter larger than its input", `${HEADER}4,4,2,8,3,3,1\n`, "net.csv:2:1: column R is 3"],
    ["something else", "{}", "net.csv:1:1: found"],
  ])("a CSV file with %s", async (_, text, message) => {
    expect(await once(["solve", "-n", "net.csv"], { "net.csv": text })).toEqual(refused(message))
  })

  test.each<[string[], string]>([
    [["-p", "confuciux", "--l2", "streaming"], "--l2: only profile physical"],
    [
      ["--profile", "maestro", "--inner-fill", "exposed", "--no-offchip-floor"],
      "--inner-fill, --no-offchip-floor: only",
    ],
    [["--profile", "maestro", "--cluster-access", "0"], "--cluster-access: only profile physical"],
  ])("modelling choices beside profile maestro are wrong use: %j", async (args, message) => {
    expect(await once(["solve", "-n", "example", ...args])).toEqual(wrongUse(message))
  })

  test("--allow-impossible beside profile physical is wrong use", async () => {
    expect(await once(["solve", "-n", "example", "--allow-impossible"])).toEqual(
      wrongUse("--allow-impossible: only profile maestro has impossible rows"),
    )
  })

  test("a missing value is wrong use", async () => {
    expect(await once(["solve", "-n", "example", "-b"])).toEqual(wrongUse("argument missing"))
  })

  test.each(["area", "l2"])(
    "too small a budget on %s: the smallest feasible one is named, and accepted",
    async name => {
      const args = ["solve", "-n", "alexnet", "-c", name, "-b"]
      const { code, stdout, stderr } = await once([...args, "1.5"])
      expect({ code, stdout }).toEqual({ code: 3, stdout: "" })
      const named = /^analects: .*the smallest feasible budget is (\S+) \S+ \(as a fraction (\S+)\)\n$/.exec(stderr)
      expect(named, stderr).not.toBe(null)
      const [, smallest, fraction] = named as RegExpExecArray
      await inFolder(async folder => {
        const solved = await json(folder, ...args, smallest)
        expect(solved.smallestBudget).toBe(Number(smallest))
        expect(solved.optimum.cost).toBeLessThanOrEqual(Number(smallest) * (1 + 1e-9))
        await json(folder, ...args, fraction)
      })
      const less = await once([...args, `${Number(smallest) * 0.999}`])
      expect(less).toEqual(refused("the smallest feasible budget is"))
    },
  )
})

describe.concurrent("table", () => {
  test.each<[string[], string[]]>([
    [
      ["-n", "vgg61"],
      ['network "vgg61" is unknown', 'Did you mean "vgg16"?'],
    ],
    [
      ["-n", "example", "-d", "sho"],
      ['dataflow "sho" is unknown', 'Did you mean "shi"?'],
    ],
    [
      ["-n", "example", "-p", "cluod"],
      ['platform "cluod" is unknown', 'Did you mean "cloud"?'],
    ],
    [
      ["-n", "example", "--grid", "course"],
      ['grid "course" is unknown', 'Did you mean "coarse"?'],
    ],
    [
      ["-n", "example", "--csv", "no/such/table.csv"],
      ["no/such/table.csv cannot be written", "there is no such file"],
    ],
  ])("%j", async (args, messages) => {
    expect(await once(["table", ...args])).toEqual(refused(...messages))
  })
})

describe.concurrent("train", () => {
  test.each<[string[], string[]]>([
    [
      ["--env", "Allocation-v2"],
      ['env "Allocation-v2" is unknown', 'Did you mean "Allocation-v1"?'],
    ],
    [["--env", "ConfuciusX-v0"], ['Did you mean "ConfuciuX-v0"?']],
    [
      ["--backend", "wsam"],
      ['backend "wsam" is unknown', 'Did you mean "wasm"?'],
    ],
    [
      ["--observation", "price"],
      ['observation "price" is unknown', 'Did you mean "priced"?'],
    ],
    [["--platform", "moblie"], ['Did you mean "mobile"?']],
    [["--seed", "-1"], ["seed is -1, expected an integer of at least 0"]],
    [["--seed", "1.5"], ["seed is 1.5, expected an integer of at least 0"]],
    [["--seed", "one"], ['seed is "one", expected a number']],
    [["--episodes", "0"], ["episodes is 0, expected an integer of at least 1"]],
    [["--generations", "2.5"], ["generations is 2.5, expected an integer of at least 0"]],
    [
      ["--budget", "2"],
      ["budget is 2 µm² of area", "the smallest feasible budget is"],
    ],
    [["--dataflow", "rs", "--profile", "maestro"], ['dataflow "rs" belongs to profile physical']],
    [["--env", "ConfuciuX-v0", "--objective", "edp"], ["objective edp is not a sum over the layers"]],
    [["--env", "ConfuciuX-v0", "-o", "throughput"], ["objective throughput is not a sum over the layers"]],
    [["--env", "ConfuciuX-v0", "-d", "mix"], ["dataflow is mix, but env ConfuciuX-v0 takes one for all layers"]],
    [["--env", "ConfuciuX-v0", "-c", "area,l2"], ["constraint is area, l2, but env ConfuciuX-v0 takes one"]],
    [
      ["--deployment", "ls"],
      ["deployment is ls, expected lp", "nothing is left to learn; analects solve"],
    ],
    [
      ["-c", "area,powr"],
      ['constraint "powr" is unknown', 'Did you mean "power"?'],
    ],
    [
      ["-b", "3KiB"],
      ['has unit "KiB"', "KiB is a unit of l1, l2"],
    ],
    [
      ["-c", "area,power", "-b", "0.001mm2,0.1mW"],
      ["of area", "smallest feasible budget", "of power", "smallest feasible budget"],
    ],
  ])("%j", async (args, messages) => {
    expect(await once(["train", "-n", "example", ...args, "--out", "run"])).toEqual(refused(...messages))
  })

  test("constraints and budgets that do not match, and a deployment for many problems, are wrong use", async () => {
    const args = ["train", "-n", "example", "-c", "area,power,l2", "-b", "0.1,0.2", "--out", "run"]
    expect(await once(args)).toEqual(wrongUse("--constraint names 3 (area, power, l2), --budget gives 2 (0.1, 0.2)"))
    expect(await once(["train", "--networks", "example", "--deployment", "lp"])).toEqual(
      wrongUse("--networks trains over many problems; leave out --deployment"),
    )
  })

  test("the published environment under profile physical is wrong use", async () => {
    const args = ["train", "-n", "example", "--env", "ConfuciuX-v0", "--profile", "physical", "--out", "run"]
    expect(await once(args)).toEqual(wrongUse("profile is physical, but env ConfuciuX-v0 is as published"))
  })

  test("a network that is not there, or damaged", async () => {
    expect(await once(["train", "-n", "exmaple"])).toEqual(refused('Did you mean "example"?'))
    const files = { "net.csv": EXAMPLE.replace("32", "3.2") }
    expect(await once(["train", "-n", "net.csv"], files)).toEqual(refused('net.csv:2:4: column C is "3.2"'))
  })

  test("--out that is in use stays as it is", async () => {
    const args = ["train", "-n", "example", "--episodes", "8", "--out", "used"]
    await inFolder(
      async folder => {
        const { code, stdout, stderr } = await analects(folder, ...args)
        expect({ code, stdout }).toEqual({ code: 3, stdout: "" })
        expect(stderr).toBe("analects: used exists; choose another --out or --resume used\n")
        expect(readdirSync(join(folder, "used"))).toEqual(["notes.txt"])
      },
      { "used/notes.txt": "mine" },
    )
    const file = { used: "mine" }
    expect(await once(args, file)).toEqual(refused("used cannot be created: there is a file of that name"))
    const below = [...args.slice(0, -1), "used/run"]
    expect(await once(below, file)).toEqual(refused("used/run cannot be created: a part of the path is not a folder"))
  })

  test.each([
    ["none", "there is no run none."],
    ["file", "file is not a run directory"],
    ["file/run", "there is no run file/run."],
  ])("--resume %s, which is no run", async (run, message) => {
    expect(await once(["train", "--resume", run], { file: "" })).toEqual(refused(message))
  })

  test.each(["--seed 0", "--network example", "--episodes 64 --generations 10", "--out other"])(
    "--resume with %s is wrong use",
    async others => {
      const names = others.split(" ").filter(word => word.startsWith("--"))
      const message = `--resume takes its options from the run; leave out ${names.join(", ")}`
      expect(await once(["train", "--resume", "run", ...others.split(" ")])).toEqual(wrongUse(message))
    },
  )
})
