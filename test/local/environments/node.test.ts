// @vitest-environment node
import { testExample } from './testExample.js'

testExample()
