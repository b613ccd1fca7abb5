"use strict";

// Reads deliveries from the standard input, one JSON object a line, and answers each with what both packages make of it and what they would have signed.
const standard = require("standardwebhooks").Webhook;
const svix = require("svix").Webhook;

const verdict = (receiver, body, headers) => {
  try {
    receiver.verify(body, headers);
    return "verified";
  } catch (error) {
    return error.message;
  }
};

const lines = require("fs").readFileSync(0, "utf8").split("\n").filter((line) => line.length > 0);
for (const line of lines) {
  const { secret, id, timestamp, body, signature } = JSON.parse(line);
  const bytes = Buffer.from(body, "base64");
  const text = bytes.toString("utf8");
  const at = new Date(timestamp * 1000);
  console.log(JSON.stringify({
    standardwebhooks: verdict(new standard(secret), text, { "webhook-id": id, "webhook-timestamp": String(timestamp), "webhook-signature": signature }),
    svix: verdict(new svix(secret), text, { "svix-id": id, "svix-timestamp": String(timestamp), "svix-signature": signature }),
    signed: [new standard(secret).sign(id, at, text), new svix(secret).sign(id, at, text)],
  }));
}
