import { configure } from '@testing-library/react'

// A limit for a busy machine, not a wait: a test goes on as soon as what it waits for is there.
configure({ asyncUtilTimeout: 15_000 })
