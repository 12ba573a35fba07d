// @vitest-environment happy-dom
import { testExample } from './testExample.js'

testExample()
