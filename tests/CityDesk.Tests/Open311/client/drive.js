'use strict';

// Makes every call that the package open311 has, in one format, and prints what came back as JSON:
//   node drive.js http://127.0.0.1:5311 api-key json|xml

const Open311 = require('open311');

const [base, apiKey, format] = process.argv.slice(2);
const newClient = (key) => new Open311({ discovery: `${base}/open311/discovery.${format}`, jurisdiction: 'riverton.example', apiKey: key });

const call = (client, method, ...args) => new Promise((resolve, reject) => {
  client[method](...args, (error, data) => (error ? reject(new Error(`${method}: ${error} ${data}`)) : resolve(data)));
});

// The numbers come with the next batch, which whoever started this program will let run.
async function untilNumbered(client, token) {
  for (let tries = 0; tries < 600; tries++) {
    const [answer] = await call(client, 'token', token);
    if (answer.service_request_id) {
      return answer;
    }

    await new Promise((resolve) => setTimeout(resolve, 50));
  }

  throw new Error('the batch never ran');
}

async function main() {
  const report = {};
  const client = newClient(apiKey);
  report.discovery = await call(client, 'serviceDiscovery', { cache: true, type: 'test' });
  report.endpoint = client.endpoint;
  client.format = format; // The package itself always settles for JSON here.

  report.services = await call(client, 'serviceList');
  report.definition = await call(client, 'serviceDefinition', 'MISSED_COLLECTION');

  report.realtime = await call(client, 'submitRequest', {
    service_code: 'MISSED_COLLECTION',
    lat: 30.5,
    long: -40.25,
    address_string: '12 Elm St',
    email: 'resident@mail.example',
    description: 'Left <again> & again:\n"paper" and glass 🚧',
    attributes: { BINS: ['paper', 'glass'], PUT_OUT_AT: '2026-05-04T06:30:00-05:00' },
  });
  report.batch = await call(client, 'submitRequest', { service_code: 'NOISE', address_id: 'R1' });
  report.blackbox = await call(client, 'submitRequest', { service_code: 'TIP', address_id: 'R1' });
  report.waiting = await call(client, 'token', report.batch[0].token);
  report.numbered = await untilNumbered(client, report.batch[0].token);

  const id = report.realtime[0].service_request_id;
  report.single = await call(client, 'serviceRequest', id);
  report.several = await call(client, 'serviceRequests', [id, report.numbered.service_request_id], {});
  report.filtered = await call(client, 'serviceRequests', { status: 'open', service_code: 'MISSED_COLLECTION', page_size: 1 });

  const stranger = newClient('not-a-key');
  await call(stranger, 'serviceDiscovery', { cache: true, type: 'test' });
  stranger.format = format;
  report.refused = await new Promise((resolve) => {
    stranger.submitRequest({ service_code: 'TREE', address_id: 'R1' }, (error, body) => resolve({ error, body }));
  });

  process.stdout.write(JSON.stringify(report));
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
