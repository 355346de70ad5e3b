import { expect, test } from "vitest"
import { parseFlags } from "../../../src/maestro/reference/flags.ts"

test("defaults", () => {
  const flags = parseFlags([])
  expect([flags.num_pes, flags.noc_bw_cstr, flags.noc_hops, flags.noc_hop_latency]).toEqual([7, 2147483647, 1, 0])
  expect([flags.offchip_bw_cstr, flags.print_res, flags.print_res_csv_file, flags.bw_sweep]).toEqual([
    70000,
    true,
    true,
    false,
  ])
})

test("both spellings, prefixes, negative numbers, words that belong to nothing", () => {
  const flags = parseFlags([
    "stray",
    "--num_pes",
    "64",
    "--noc_bw=8",
    "--offchip_bw_cstr",
    "-5",
    "--l1=10",
    "-",
    "--help",
  ])
  expect([flags.num_pes, flags.noc_bw_cstr, flags.offchip_bw_cstr, flags.l1_size_cstr]).toEqual([64, 8, -5, 10])
  expect(flags.help).toBe(true)
  expect(parseFlags(["--", "--nonsense"]).num_pes).toBe(7)
})

test("an exact name wins over the names it begins", () => {
  const flags = parseFlags(["--print_res=no", "--noc_hops=3"])
  expect([flags.print_res, flags.print_res_csv_file, flags.noc_hops]).toEqual([false, true, 3])
})

test("booleans and numbers", () => {
  const on = ["true", "1", "yes", "on", "TRUE"].map(v => parseFlags([`--bw_sweep=${v}`]).bw_sweep)
  const off = ["false", "0", "no", "off", "Off"].map(v => parseFlags([`--print_res=${v}`]).print_res)
  expect([...on, ...off.map(v => !v)].every(Boolean)).toBe(true)
  expect(parseFlags(["--bw_sweep", ""]).bw_sweep).toBe(true)
  expect(parseFlags(["--num_pes=+5", "--area_constraint=1e6"])).toMatchObject({ num_pes: 5, area_constraint: 1e6 })
})

test.each<[string[], string]>([
  [["--NUM_PES=64"], "unrecognised option '--NUM_PES=64'"],
  [["-x"], "unrecognised option '-x'"],
  [["--num_pes=64", "--num_pes=32"], "option '--num_pes' cannot be specified more than once"],
  [["--num_pes=64", "--num_pe=64"], "option '--num_pes' cannot be specified more than once"],
  [["--noc_hop=1"], "option '--noc_hop' is ambiguous and matches '--noc_hops', and '--noc_hop_latency'"],
  [["--num_pes=4.5"], "the argument ('4.5') for option '--num_pes' is invalid"],
  [["--num_pes=99999999999"], "the argument ('99999999999') for option '--num_pes' is invalid"],
  [["--num_pes", "--noc_bw=3"], "the required argument for option '--num_pes' is missing"],
  [["--num_pes"], "the required argument for option '--num_pes' is missing"],
  [["--num_pes="], "the argument for option '--num_pes' should follow immediately after the equal sign"],
  [["--help=1"], "option '--help' does not take any arguments"],
  [
    ["--print_res=maybe"],
    "the argument ('maybe') for option '--print_res' is invalid. Valid choices are 'on|off', 'yes|no', '1|0' and 'true|false'",
  ],
  [["--num_pes=x", "--nope"], "unrecognised option '--nope'"], // all names are matched before any value is read
])("%j aborts", (args, message) => {
  expect(() => parseFlags(args)).toThrow(message)
})
