/** The models that the page offers; see vite.config.ts. */
declare const STUDIO_MODELS: string[]
