import { firstPageOf, pageName } from '../../.vitepress/api/addresses'
import { exists, packages, read } from '../../.vitepress/repository'

// A package's README is its page.
export default {
  watch: ['../../../src/*/README.md'],
  paths: () => packages.map(name => ({ params: { name }, content: read(`src/${name}/README.md`) + more(name) })),
}

const more = (name: string) => {
  const members = firstPageOf(name)
  const links = [members && `[Every public member](/api/${pageName(members)})`, exists(`src/${name}/CHANGELOG.md`) && `[What changed](/packages/${name}/changelog)`].filter(Boolean)
  return links.length > 0 ? `\n\n---\n\n${links.join(' · ')}\n` : ''
}
