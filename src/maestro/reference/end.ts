// How the reference program ends when it does not succeed, and what this replacement says then.
//
// Source: specification "cost model", section 6. Rejections (exit code 255) print the reference's own line
// on standard output. Where the reference is killed by a signal, the replacement explains itself on
// standard error and returns the exit code a shell would report for that signal.

import { InputError } from "../../core/errors.ts"
import type { ReferenceEnd } from "../mapping-text/problems.ts"
import { PlanError } from "../plan.ts"

export const REJECTED = 255
export const ABORTED = 134
export const DIVIDED_BY_ZERO = 136
export const SEGMENTATION_FAULT = 139

/** An end with a word of explanation for standard error. */
export interface ExplainedEnd extends ReferenceEnd {
  readonly explanation: string
}

const SIGNALS = new Map([
  [ABORTED, "aborts (SIGABRT)"],
  [DIVIDED_BY_ZERO, "divides by zero (SIGFPE)"],
  [SEGMENTATION_FAULT, "crashes (SIGSEGV)"],
])

/** A crash of the reference, explained. */
export function crash(exitCode: number, reason: string): ExplainedEnd {
  return { output: "", exitCode, explanation: `${reason}; here the reference program ${SIGNALS.get(exitCode)}` }
}

/** A rejection with the reference's line. */
function rejection(line: string): ExplainedEnd {
  return { output: line === "" ? "" : `${line}\n`, exitCode: REJECTED, explanation: "" }
}

/** How the reference ends where the model throws `error`. Any other error is rethrown. */
export function endOf(error: unknown): ExplainedEnd {
  if (error instanceof PlanError) return planEnd(error)
  if (!(error instanceof InputError)) throw error
  switch (error.code) {
    case "both-centric":
      return rejection("(Error@ ) Both input- and output-centric dimension definition is used. ")
    case "division-by-zero":
      return crash(DIVIDED_BY_ZERO, error.message)
    case "occurrence-overflow":
      return crash(ABORTED, error.message)
    case "no-new-data":
      return { ...rejection(""), explanation: `${error.message}; here the reference program ends without a word` }
    case "too-many-cases":
      return { ...rejection(""), explanation: `${error.message}: not evaluated` }
    default:
      return undefinedValue(error.message)
  }
}

/** What the reference answers with uninitialised memory is refused. */
export function undefinedValue(reason: string): ExplainedEnd {
  return { ...rejection(""), explanation: `${reason}; here the reference program uses undefined values` }
}

function planEnd(error: PlanError): ExplainedEnd {
  const { height, dimension } = error
  switch (error.code) {
    case "no-dimension":
    case "no-coupled-dimension":
      return rejection(`(Error@ ) Dimension ${dimension} not found`)
    case "no-spatial-map":
      return rejection(`(Error@ ClusterUnitAnalysis_Lv${height}) Cluster level: ${height}, No spatial map in a cluster`)
    case "too-many-spatial-maps":
      return rejection(
        `(Error@ ClusterUnitAnalysis_Lv${height}) Found too many spatial maps within a single cluster. Cluster level: ${height}.`,
      )
    case "far-too-many-levels":
      return rejection(`(Error@ ClusterAnalysis) NoC is not defined at cluster level ${height}.`)
    case "too-many-levels":
      return crash(ABORTED, error.message)
    default:
      return undefinedValue(error.message)
  }
}

/** Whether the reference meets this error before it divides by the units of the top level. */
export function precedesTopDivision(error: unknown): boolean {
  if (!(error instanceof PlanError)) return true
  return error.level === 0 && error.code !== "no-coupled-dimension"
}
