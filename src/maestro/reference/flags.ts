// The reference program's command line: its options, and how it reads them.
//
// Source: specification "cost model", section 2.4; boost::program_options in its default style, which
// MAESTRO 4eb08d1 uses: --name=value or --name value, any unambiguous prefix of a name, no option twice.

import { AnalectsError } from "../../core/errors.ts"
import { NO_LIMIT } from "../mapping-text/read-hardware.ts"

type Kind = "flag" | "string" | "boolean" | "integer" | "real"

interface OptionSpec {
  readonly kind: Kind
  readonly default: string | boolean | number
}

const string = (value: string): OptionSpec & { readonly default: string } => ({ kind: "string", default: value })
const boolean = (value: boolean): OptionSpec & { readonly default: boolean } => ({ kind: "boolean", default: value })
const integer = (value: number): OptionSpec & { readonly default: number } => ({ kind: "integer", default: value })
const real = (value: number): OptionSpec & { readonly default: number } => ({ kind: "real", default: value })

/** Every option in the order the reference declares them, which is the order of its lists of candidates. */
const OPTIONS = {
  help: { kind: "flag", default: false } as OptionSpec & { readonly default: boolean },
  print_res: boolean(true),
  print_res_csv_file: boolean(true),
  print_log_file: boolean(false),
  msg_print_lv: integer(0),
  dataflow_file: string(""),
  layer_file: string(""),
  Mapping_file: string(""),
  HW_file: string(""),
  offchip_bw_cstr: integer(70000),
  noc_bw_cstr: integer(NO_LIMIT),
  noc_hops: integer(1),
  noc_hop_latency: integer(0),
  noc_mc_support: boolean(true),
  top_bw_only: boolean(false),
  bw_sweep: boolean(false),
  num_pes: integer(7),
  num_simd_lanes: integer(1),
  do_implicit_reduction: boolean(true),
  do_fg_sync: boolean(false),
  do_reduction_op: boolean(true),
  full_buffer: boolean(false),
  do_dse: boolean(true),
  verbose: boolean(false),
  print_design_space: boolean(false),
  print_space: boolean(false),
  l1_size_cstr: integer(NO_LIMIT),
  l2_size_cstr: integer(NO_LIMIT),
  min_num_PEs: integer(1024),
  min_noc_bw: integer(512),
  max_num_PEs: integer(1024),
  max_noc_bw: integer(512),
  pe_tick: integer(4),
  bw_tick: integer(4),
  area_constraint: real(1e6),
  power_constraint: real(1e4),
  optimization_target: string("runtime"),
}

type OptionName = keyof typeof OPTIONS
const NAMES = Object.keys(OPTIONS) as OptionName[]

/** Every option with its kind and default, in the reference's order. */
export const REFERENCE_OPTIONS: readonly (OptionSpec & { readonly name: string })[] = NAMES.map(name => ({
  name,
  ...OPTIONS[name],
}))

/** Values of all options. */
export type ReferenceFlags = { -readonly [K in OptionName]: (typeof OPTIONS)[K]["default"] }

/** A command line on which the reference aborts (exit code 134). */
export class FlagError extends AnalectsError {
  constructor(message: string) {
    super("bad-flag", message, 134)
  }
}

/**
 * Reads a command line. Words that belong to no option are ignored, as the reference does.
 *
 * @throws FlagError with the reference's message
 */
export function parseFlags(args: readonly string[]): ReferenceFlags {
  const flags = Object.fromEntries(NAMES.map(name => [name, OPTIONS[name].default])) as ReferenceFlags
  const seen = new Set<OptionName>()
  // All words are matched with options before any value is looked at: the reference reports in that order.
  for (const { name, value } of matchOptions(args)) {
    if (seen.has(name)) throw new FlagError(`option '--${name}' cannot be specified more than once`)
    seen.add(name)
    Object.assign(flags, { [name]: valueOf(name, value) })
  }
  return flags
}

interface Given {
  readonly name: OptionName
  readonly value: string
}

function matchOptions(args: readonly string[]): Given[] {
  const given: Given[] = []
  for (let i = 0; i < args.length; i++) {
    const word = args[i]
    if (word === "--") break
    if (!word.startsWith("-") || word === "-") continue
    const equals = word.indexOf("=")
    const written = equals < 0 ? word : word.slice(0, equals)
    const name = optionNamed(written, word)
    if (equals >= 0) {
      const value = word.slice(equals + 1)
      if (value === "")
        throw new FlagError(`the argument for option '${written}' should follow immediately after the equal sign`)
      if (OPTIONS[name].kind === "flag") throw new FlagError(`option '${written}' does not take any arguments`)
      given.push({ name, value })
    } else if (OPTIONS[name].kind === "flag") given.push({ name, value: "" })
    else {
      if (i + 1 >= args.length || looksLikeOption(args[i + 1])) {
        throw new FlagError(`the required argument for option '--${name}' is missing`)
      }
      given.push({ name, value: args[++i] })
    }
  }
  return given
}

/** The option a word means. */
function optionNamed(written: string, word: string): OptionName {
  const stem = written.startsWith("--") ? written.slice(2) : ""
  const exact = NAMES.find(name => name === stem)
  if (exact !== undefined) return exact
  const matches = stem === "" ? [] : NAMES.filter(name => name.startsWith(stem))
  if (matches.length === 1) return matches[0]
  if (matches.length === 0) throw new FlagError(`unrecognised option '${word}'`)
  const listed = matches.map(name => `'--${name}'`)
  const last = listed.pop()
  throw new FlagError(`option '${written}' is ambiguous and matches ${listed.join(", ")}, and ${last}`)
}

/** Whether a word would be read as a known option where a value is expected ("-4" is a value). */
function looksLikeOption(word: string): boolean {
  const stem = /^--([^=]+)/.exec(word)?.[1]
  return stem !== undefined && NAMES.some(name => name.startsWith(stem))
}

const TRUE = new Set(["", "on", "yes", "1", "true"])
const FALSE = new Set(["off", "no", "0", "false"])

function valueOf(name: OptionName, text: string): string | boolean | number {
  const { kind } = OPTIONS[name]
  if (kind === "flag") return true
  if (kind === "string") return text
  const refusal = `the argument ('${text}') for option '--${name}' is invalid`
  if (kind === "boolean") {
    const word = text.toLowerCase()
    if (TRUE.has(word)) return true
    if (FALSE.has(word)) return false
    throw new FlagError(`${refusal}. Valid choices are 'on|off', 'yes|no', '1|0' and 'true|false'`)
  }
  const pattern =
    kind === "integer" ? /^[+-]?\d+$/ : /^[+-]?(\d+\.?\d*(e[+-]?\d+)?|\.\d+(e[+-]?\d+)?|inf(inity)?|nan)$/i
  const value = Number(text.replace(/inf(inity)?$/i, "Infinity"))
  if (!pattern.test(text) || (kind === "integer" && (value < -NO_LIMIT - 1 || value > NO_LIMIT))) {
    throw new FlagError(refusal)
  }
  return value === 0 ? 0 : value
}
