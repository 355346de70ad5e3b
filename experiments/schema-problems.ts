// What a schema finds wrong with a value, in words.
//
// A schema may have its own words: the error text of a part completes "PART is VALUE, expected …"; without one it is zod's.

import { z } from "zod"
import { nearestName, unknownName } from "../src/core/check.ts"

export type Path = readonly PropertyKey[]

/** One thing that is wrong. */
export interface Problem {
  readonly path: Path
  readonly message: string
  /** Whether it is the key at the end of the path that is wrong, not its value. */
  readonly ofKey?: boolean
}

/** What of a JSON Schema is looked at. */
interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly additionalProperties?: JsonSchema | boolean
  readonly items?: JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly description?: string
}

/** All problems of a value that a schema refuses. */
export function schemaProblems(error: z.ZodError, value: unknown, schema: z.ZodType): Problem[] {
  const json = z.toJSONSchema(schema, { io: "input" }) as JsonSchema
  return error.issues.flatMap(issue => explain(issue, value, json, []))
}

/** Problems of an issue, whose path continues `before`. */
function explain(issue: z.core.$ZodIssue, root: unknown, json: JsonSchema, before: Path): Problem[] {
  const path = [...before, ...issue.path]
  const name = pathText(path)
  const value = valueAt(root, path)
  const is = `${name} is ${shown(value)}`
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map(key => ({ path: [...path, key], message: unknownKey(key, keysAt(json, path)), ofKey: true }))
  }
  if (path.length === 0) {
    return [{ path, message: `the file holds ${shown(value)}, expected keys such as ${keysAt(json, path).join(", ")}` }]
  }
  if (issue.code === "invalid_union" && issue.message === ZOD_UNION) {
    // The form that the value comes nearest to: one it does not fail as a whole.
    const near = issue.errors.find(e => e.length > 0 && !e.some(i => i.path.length === 0 && i.code === "invalid_type"))
    if (value !== undefined && near !== undefined) return near.flatMap(e => explain(e, root, json, path))
    const [form = "another form"] = schemasAt(json, path).flatMap(s => s.description ?? [])
    return [{ path, message: value === undefined ? `${name} is missing (${form})` : `${is}, expected ${form}` }]
  }
  if (issue.code === "custom") return [{ path, message: `${name}: ${issue.message}` }]
  if (issue.code === "invalid_value" && typeof value === "string") {
    return [{ path, message: unknownName(name, value, issue.values.map(String)) }]
  }
  const expected = issue.code === "invalid_value" ? `one of ${issue.values.join(", ")}` : wordsOf(issue.message)
  return [{ path, message: value === undefined ? `${name} is missing (${expected})` : `${is}, expected ${expected}` }]
}

/** What zod says of a union without words of its own. */
const ZOD_UNION = "Invalid input"

/** What is expected: the schema's own words, or the middle of zod's "Too small: expected X, received Y". */
function wordsOf(message: string): string {
  return /^[A-Z][a-z ]*: expected (.*?)(, received .*)?$/.exec(message)?.[1] ?? message
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = nearestName(key, known)
  return `key "${key}" is unknown; known: ${known.join(", ")}.${near === null ? "" : ` Did you mean "${near}"?`}`
}

/** "networks[2]", counted from 1 as people do. */
function pathText(path: Path): string {
  return path
    .map((step, i) => (typeof step === "number" ? `[${step + 1}]` : i === 0 ? String(step) : `.${String(step)}`))
    .join("")
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key], root)
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return "empty"
  if (Array.isArray(value) && value.length === 0) return "an empty list"
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

/** All schemas a value at a path may be checked by. */
function schemasAt(json: JsonSchema, path: Path): JsonSchema[] {
  let at: JsonSchema[] = [json]
  for (const key of path) at = at.flatMap(withForms).flatMap(schema => below(schema, key))
  return at
}

function below({ items, properties, additionalProperties: others }: JsonSchema, key: PropertyKey): JsonSchema[] {
  const found = typeof key === "number" ? items : (properties?.[String(key)] ?? others)
  return typeof found === "object" ? [found] : []
}

const withForms = (s: JsonSchema): JsonSchema[] => [s, ...(s.anyOf ?? []).flatMap(withForms)]

function keysAt(json: JsonSchema, path: Path): string[] {
  return schemasAt(json, path)
    .flatMap(withForms)
    .flatMap(s => Object.keys(s.properties ?? {}))
}
