import { posix } from 'node:path'
import type { MarkdownRenderer } from 'vitepress'
import { sourceAddress } from '../repository'
import { addressOf, pageOf, sourceOf } from './pages'

const outside = /^([a-z][a-z0-9+.-]*:|\/\/|#|\/)/i

/**
 * Links in the repository's Markdown lead to files, so that they work where the files are read. Here they lead to the pages of those
 * files, or to their source; where the source has no public address the words stay and the link goes.
 */
export function linksOfFiles(markdown: MarkdownRenderer) {
  markdown.core.ruler.push('links_of_files', state => {
    const folder = posix.dirname(sourceOf(state.env.relativePath ?? ''))
    for (const block of state.tokens) {
      let dropped = 0
      for (const token of block.children ?? []) {
        if (token.type === 'link_open') {
          const written = token.attrGet('href') ?? ''
          if (outside.test(written)) continue
          const address = resolved(folder, written)
          if (address) token.attrSet('href', address)
          else { token.type = 'text'; token.tag = ''; token.content = ''; token.attrs = null; token.nesting = 0; dropped++ }
        } else if (token.type === 'link_close' && dropped > 0) {
          token.type = 'text'; token.tag = ''; token.content = ''; token.nesting = 0; dropped--
        }
      }
    }
  })
}

function resolved(folder: string, written: string): string | undefined {
  const [path, fragment] = written.split('#')
  const source = posix.normalize(posix.join(folder, decodeURI(path))).replace(/\/$/, '')
  const page = pageOf(source) ?? pageOf(`${source}/README.md`)
  if (page) return addressOf(page) + (fragment ? `#${fragment}` : '')
  return sourceAddress && !source.startsWith('..') ? `${sourceAddress}/${source}` : undefined
}
