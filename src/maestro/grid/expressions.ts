// Integer expressions that simplify themselves and know what they depend on: the raw material of generated code.
//
// Equal expressions are one object (hash consing), sums are kept as linear combinations, so that C + 1 − 1 is C
// and a < a is false: most states of a template are decided while its code is generated. `deps` says whether a
// value changes with the PE count, the tile or the hardware around the PEs; the printer computes each as rarely as possible.
// Only for whole numbers: sums are reordered.

/** Bits of `deps`. SETTING: bandwidths and lanes, where a program runs over many of them. */
export const PE = 1
export const TILE = 2
export const SETTING = 4

export interface Expr {
  /** Arguments have smaller ids. */
  readonly id: number
  readonly deps: number
  /** The value of a constant, else null. */
  readonly value: number | null
  readonly args: readonly Expr[]
  /** JavaScript for the arguments' names. */
  readonly text: (names: readonly string[]) => string
  /** Of a linear combination: constant and coefficients of the arguments. */
  readonly linear: { readonly constant: number; readonly factors: readonly number[] } | null
}

/** A set of expressions. */
export class Expressions {
  readonly #known = new Map<string, Expr>()
  readonly #selects = new Set<Expr>()

  readonly zero = this.constant(0)
  readonly one = this.constant(1)

  #make(
    key: string,
    args: readonly Expr[],
    text: Expr["text"],
    more: { deps?: number; value?: number; linear?: Expr["linear"] } = {},
  ): Expr {
    const found = this.#known.get(key)
    if (found !== undefined) return found
    const deps = args.reduce((bits, a) => bits | a.deps, more.deps ?? 0)
    const id = this.#known.size
    const made: Expr = { id, deps, value: more.value ?? null, args, text, linear: more.linear ?? null }
    this.#known.set(key, made)
    return made
  }

  constant(value: number): Expr {
    return this.#make(`constant ${value}`, [], () => `${value}`, { value })
  }

  /** A variable of the generated code. */
  input(name: string, deps: number): Expr {
    return this.#make(`input ${name}`, [], () => name, { deps })
  }

  /** Σ coefficient · expression + constant. */
  #combine(parts: readonly (readonly [number, Expr])[]): Expr {
    let constant = 0
    const sum = new Map<Expr, number>()
    for (const [c, e] of parts) {
      if (e.value !== null) constant += c * e.value
      else if (e.linear === null) sum.set(e, (sum.get(e) ?? 0) + c)
      else {
        constant += c * e.linear.constant
        for (const [i, a] of e.args.entries()) sum.set(a, (sum.get(a) ?? 0) + c * e.linear.factors[i])
      }
    }
    const terms = [...sum].filter(([, c]) => c !== 0).sort(([a], [b]) => a.deps - b.deps || a.id - b.id)
    if (terms.length === 0) return this.constant(constant)
    if (terms.length === 1 && constant === 0 && terms[0][1] === 1) return terms[0][0]
    const args = terms.map(([e]) => e)
    const factors = terms.map(([, c]) => c)
    const key = `linear ${constant} ${args.map((a, i) => `${factors[i]}*${a.id}`).join(" ")}`
    const text = (names: readonly string[]) =>
      names.map((n, i) => (factors[i] === 1 ? n : `${factors[i]} * ${n}`)).join(" + ") +
      (constant === 0 ? "" : ` + ${constant}`)
    return this.#make(key, args, text, { linear: { constant, factors } })
  }

  add(...terms: readonly Expr[]): Expr {
    return this.#combine(terms.map(e => [1, e]))
  }

  sub(a: Expr, b: Expr): Expr {
    return this.#combine([
      [1, a],
      [-1, b],
    ])
  }

  /** A product: factors with equal dependencies are multiplied first, so that their product is shared. */
  mul(...factors: readonly Expr[]): Expr {
    let coefficient = 1
    const rest: Expr[] = []
    for (const f of factors) {
      if (f.value === null) rest.push(f)
      else coefficient *= f.value
    }
    if (coefficient === 0) return this.zero
    rest.sort((a, b) => a.deps - b.deps || a.id - b.id)
    let product: Expr | null = null
    for (let deps = 0; deps <= (PE | TILE | SETTING); deps++) {
      let part: Expr | null = null
      for (const f of rest) if (f.deps === deps) part = part === null ? f : this.#times(part, f)
      if (part !== null) product = product === null ? part : this.#times(product, part)
    }
    if (product === null) return this.constant(coefficient)
    return coefficient === 1 ? product : this.#combine([[coefficient, product]])
  }

  #times(a: Expr, b: Expr): Expr {
    const [x, y] = a.id < b.id ? [a, b] : [b, a]
    return this.#make(`mul ${x.id} ${y.id}`, [x, y], ([n, m]) => `${n} * ${m}`)
  }

  /** Quotient rounded toward zero; the divisor is not 0. */
  quotient(a: Expr, b: Expr): Expr {
    if (b.value === 1) return a
    if (a === b) return this.one
    if (a.value !== null && b.value !== null) return this.constant(Math.trunc(a.value / b.value))
    return this.#make(`quotient ${a.id} ${b.id}`, [a, b], ([n, m]) => `Math.trunc(${n} / ${m})`)
  }

  /** Quotient rounded up, for a ≥ 0. */
  ceil(a: Expr, b: Expr): Expr {
    if (b.value === 1) return a
    return this.#make(
      `ceil ${a.id} ${b.id}`,
      [a, b],
      ([n, m]) => `(${n} <= ${m} ? (${n} > 0 ? 1 : 0) : Math.ceil(${n} / ${m}))`,
    )
  }

  max(...of: readonly Expr[]): Expr {
    return this.#extremum("max", of, Math.max, Number.NEGATIVE_INFINITY)
  }

  min(...of: readonly Expr[]): Expr {
    return this.#extremum("min", of, Math.min, Number.POSITIVE_INFINITY)
  }

  #extremum(op: "max" | "min", of: readonly Expr[], choose: (a: number, b: number) => number, start: number): Expr {
    let bound = start
    let best: Expr | null = null
    const sign = op === "max" ? ">" : "<"
    for (const e of [...new Set(of)].sort((a, b) => a.deps - b.deps || a.id - b.id)) {
      if (e.value !== null) bound = choose(bound, e.value)
      else if (best === null) best = e
      else best = this.#make(`${op} ${best.id} ${e.id}`, [best, e], ([n, m]) => `(${n} ${sign} ${m} ? ${n} : ${m})`)
    }
    if (best === null) return this.constant(bound)
    if (!Number.isFinite(bound)) return best
    const limit = this.constant(bound)
    return this.#make(`${op} ${limit.id} ${best.id}`, [limit, best], ([n, m]) => `(${n} ${sign} ${m} ? ${n} : ${m})`)
  }

  /** 1 when a < b, else 0. */
  less(a: Expr, b: Expr): Expr {
    const difference = this.sub(a, b).value
    if (difference !== null) return difference < 0 ? this.one : this.zero
    return this.#make(`less ${a.id} ${b.id}`, [a, b], ([n, m]) => `(${n} < ${m} ? 1 : 0)`)
  }

  /** 1 when a = b, else 0. */
  equal(a: Expr, b: Expr): Expr {
    const difference = this.sub(a, b).value
    if (difference !== null) return difference === 0 ? this.one : this.zero
    return this.#make(`equal ${a.id} ${b.id}`, [a, b], ([n, m]) => `(${n} === ${m} ? 1 : 0)`)
  }

  not(a: Expr): Expr {
    return this.sub(this.one, a)
  }

  /** All or any of conditions that are 0 or 1. */
  and(...all: readonly Expr[]): Expr {
    return this.mul(...new Set(all))
  }

  or(...any: readonly Expr[]): Expr {
    const open = any.filter(e => e.value !== 0)
    if (open.length === 0) return this.zero
    return open.some(e => e.value === 1) ? this.one : this.max(...open)
  }

  /** a when the condition is 1, b when it is 0. */
  select(condition: Expr, a: Expr, b: Expr): Expr {
    if (condition.value !== null) return condition.value === 0 ? b : a
    // What is chosen by the same condition is known here.
    const [x, y] = [this.#chosen(a, condition, 1), this.#chosen(b, condition, 2)]
    if (x === y) return x
    const made = this.#make(
      `select ${condition.id} ${x.id} ${y.id}`,
      [condition, x, y],
      ([c, n, m]) => `(${c} !== 0 ? ${n} : ${m})`,
    )
    this.#selects.add(made)
    return made
  }

  #chosen(e: Expr, condition: Expr, branch: number): Expr {
    if (e === condition) return branch === 1 ? this.one : this.zero
    return this.#selects.has(e) && e.args[0] === condition ? e.args[branch] : e
  }
}
