import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { read, root, titleOf } from '../repository'

/** The records of decisions, in their order. */
export const decisions = () => readdirSync(resolve(root, 'docs/decisions'))
  .filter(file => /^\d{4}-/.test(file))
  .sort()
  .map(file => ({ text: titleOf(read(`docs/decisions/${file}`)), link: `/decisions/${file.replace(/\.md$/, '')}` }))
