// The second example of env/ts-gym/README.md: readme-spaces.test.ts compares and runs it.
// README starts here
import {
  Box,
  batchSpace,
  Dict,
  Discrete,
  flatten,
  flattenSpace,
  iterate,
  Tuple,
  unflatten,
} from "../../../env/ts-gym/index.ts"

const space = new Dict({ speed: new Box(-1, 1, [2]), gear: new Discrete(3), lights: new Tuple([new Discrete(2)]) })
space.seed(42) // or a seed per part: { gear: 1, lights: [2], speed: 3 }

const x = space.sample() // { gear: number, lights: [number], speed: Float32Array }
console.log(space.explain({ ...x, gear: 3 })) // .gear is 3, expected an integer in [0, 3)

const park = { gear: Uint8Array.of(1, 0, 0), lights: null, speed: null }
console.log(space.sample(park).gear) // 0

const flat = flatten(space, x) // gear and lights one-hot, then speed
console.log(flattenSpace(space).contains(flat), space.contains(unflatten(space, flat))) // true true

const batch = batchSpace(space, 4) // what four environments have
console.log(`${batch}`.includes("'gear': MultiDiscrete([3 3 3 3])")) // true
for (const element of iterate(batch, batch.sample())) console.log(space.contains(element)) // true, four times
