import { read } from './.vitepress/repository'
import { documents } from './.vitepress/sources/pages'

// What stands elsewhere in the repository and is a page of its own here.
export default {
  watch: ['../*.md', '../samples/CityDesk/README.md', '../benchmarks/README.md'],
  paths: () => Object.entries(documents).map(([source, page]) => ({ params: { document: page.replace(/\.md$/, '') }, content: read(source) })),
}
