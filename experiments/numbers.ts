// Numbers as they are typed.

import { InputError } from "../src/core/errors.ts"

/** A finite number from an option's text. */
export function parseNumber(field: string, text: string): number {
  const value = Number(text)
  if (text.trim() === "" || !Number.isFinite(value)) throw new InputError(`${field} is "${text}", expected a number`)
  return value
}

/** An integer of at least `min` from an option's text. */
export function parseCount(field: string, text: string, min = 0): number {
  const value = parseNumber(field, text)
  if (Number.isSafeInteger(value) && value >= min) return value
  throw new InputError(`${field} is ${text}, expected an integer of at least ${min}`)
}

/** A port number from an option's text; 0 stands for any that is free. */
export function parsePort(field: string, text: string): number {
  const port = parseNumber(field, text)
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return port
  throw new InputError(`${field} is ${text}, expected an integer in [0, 65535]`)
}
