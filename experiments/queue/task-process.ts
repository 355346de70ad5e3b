// The process that does tasks, one after another.

import { serveTasks } from "./serve-tasks.ts"

serveTasks()
