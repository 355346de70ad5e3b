// YAML files that people write, checked by a schema: every problem with file, line, column and what was expected.

import { isNode, LineCounter, parseDocument } from "yaml"
import { z } from "zod"
import { nearestName } from "../src/core/check.ts"
import { InputError } from "../src/core/errors.ts"

/** Problems shown at most. */
const SHOWN = 10

/**
 * The value in a YAML text, checked and completed by the schema.
 *
 * @param file its name, for messages
 * @throws InputError that lists the problems, one a line, each with its place
 */
export function parseYaml<T extends z.ZodType>(text: string, file: string, schema: T): z.output<T> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return `${file}:${line}:${col}`
  }
  if (document.errors.length > 0) {
    throw new InputError(listed(document.errors.map(e => `${place(e.pos[0])}: not valid YAML: ${e.message}`)))
  }
  const value: unknown = document.toJS()
  if (value === null || value === undefined) throw new InputError(`${file}: the file is empty`)
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data

  /** Place of what a path leads to, or of the nearest thing around it that is there; of a key rather than its value. */
  const placeOf = (path: readonly PropertyKey[]) => {
    for (let n = path.length; n > 0; n--) {
      const at = path.slice(0, n)
      const parent = n === 1 ? document.contents : document.getIn(at.slice(0, -1), true)
      const pair = (parent as { items?: { key?: unknown }[] } | null)?.items?.find(
        item => isNode(item.key) && String(item.key) === String(at[n - 1]),
      )
      const node = isNode(pair?.key) ? pair.key : document.getIn(at, true)
      if (isNode(node) && node.range) return place(node.range[0])
    }
    return `${file}:1:1`
  }
  const json = z.toJSONSchema(schema, { io: "input" }) as JsonSchema
  const problems = parsed.error.issues
    .flatMap(issue => explain(issue, value, json, []))
    .map(({ path, message }) => `${placeOf(path)}: ${message}`)
  throw new InputError(listed([...new Set(problems)]))
}

function listed(problems: readonly string[]): string {
  const more = problems.length - SHOWN
  return problems.slice(0, SHOWN).join("; ") + (more > 0 ? `; and ${more} more` : "")
}

interface Problem {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** What of a JSON Schema is looked at. */
interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly additionalProperties?: JsonSchema | boolean
  readonly items?: JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly type?: string
  readonly description?: string
}

/** Problems of an issue in words. */
function explain(issue: z.core.$ZodIssue, root: unknown, json: JsonSchema, before: readonly PropertyKey[]): Problem[] {
  const path = [...before, ...issue.path]
  const name = path.length === 0 ? "the file" : path.map(String).join(".")
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(json, path)
    return issue.keys.map(key => {
      const near = nearestName(key, known)
      const text = `key "${key}" is unknown; known: ${known.join(", ")}.${near === null ? "" : ` Did you mean "${near}"?`}`
      return { path: [...path, key], message: text }
    })
  }
  const isMissing = path.length > 0 && valueAt(root, path) === undefined
  if (isMissing && issue.code === "invalid_union") {
    const [form] = schemasAt(json, path).flatMap(schema => schema.description ?? [])
    return [{ path, message: `${name} is missing${form === undefined ? "" : ` (${form})`}` }]
  }
  if (issue.code === "invalid_union") {
    // The form that the value comes nearest to: one it does not fail as a whole.
    const form = issue.errors.find(
      errors => errors.length > 0 && !errors.some(e => e.path.length === 0 && e.code === "invalid_type"),
    )
    if (form !== undefined) return form.flatMap(e => explain(e, root, json, path))
    const forms = schemasAt(json, path).flatMap(s => s.description ?? [])
    return [{ path, message: `${name} is ${shown(valueAt(root, path))}, expected ${forms[0] ?? "another form"}` }]
  }
  if (issue.code === "invalid_type" && isMissing) {
    return [{ path, message: `${name} is missing (${issue.expected})` }]
  }
  if (issue.code === "custom") return [{ path, message: `${name}: ${issue.message}` }]
  if (issue.code === "invalid_value") {
    const near = nearestName(String(valueAt(root, path)), issue.values.map(String))
    const text = `${name} is ${shown(valueAt(root, path))}, expected ${issue.values.join(", ")}`
    return [{ path, message: near === null ? text : `${text}. Did you mean "${near}"?` }]
  }
  return [{ path, message: `${name} is ${shown(valueAt(root, path))}: ${issue.message}` }]
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], root)
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing"
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

/** All schemas a value at a path may be checked by. */
function schemasAt(json: JsonSchema, path: readonly PropertyKey[]): JsonSchema[] {
  let at: JsonSchema[] = [json]
  for (const key of path) at = at.flatMap(withForms).flatMap(schema => below(schema, key))
  return at
}

function below({ items, properties, additionalProperties: others }: JsonSchema, key: PropertyKey): JsonSchema[] {
  const found = typeof key === "number" ? items : (properties?.[String(key)] ?? others)
  return typeof found === "object" ? [found] : []
}

const withForms = (s: JsonSchema): JsonSchema[] => [s, ...(s.anyOf ?? []).flatMap(withForms)]

function keysAt(json: JsonSchema, path: readonly PropertyKey[]): string[] {
  return schemasAt(json, path)
    .flatMap(withForms)
    .flatMap(s => Object.keys(s.properties ?? {}))
}
