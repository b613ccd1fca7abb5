'use strict';

// The one call that open311 makes of xml2json: elements as members by their names, text as itself, an empty element as {}.

const { XMLParser } = require('fast-xml-parser');

const parser = new XMLParser({ parseTagValue: false, trimValues: false, ignoreDeclaration: true, htmlEntities: true });

exports.toJson = (xml, options) => {
  const document = JSON.parse(JSON.stringify(parser.parse(xml), (_, value) => (value === '' ? {} : value)));
  return options && options.object ? document : JSON.stringify(document);
};
