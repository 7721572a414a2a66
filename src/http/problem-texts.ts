import type { ErrorCode } from "../domain/index.ts";

/** What a person needs to know of an error beyond its title. */
export interface ProblemText {
  readonly cause: string;
  readonly remedy: string;
}

/** Cause and remedy of every code: `/problems/<code>` and `docs/errors.md` are made from it. */
export const PROBLEM_TEXTS: Readonly<Record<ErrorCode, ProblemText>> = {
  "request/invalid": {
    cause: "A part of the request (address, query, header or body) breaks its schema.",
    remedy: "Correct every entry of errors: its pointer says where, its detail what is wanted.",
  },
  "request/not-json": {
    cause: "The body is empty, is not JSON, or is not UTF-8 text.",
    remedy: "Send one JSON document in UTF-8; detail names the first place that cannot be read.",
  },
  "request/too-large": {
    cause: "The body is larger than the service takes (2 MB unless configured otherwise).",
    remedy: "Split the batch; 1,000 readings fit easily.",
  },
  "request/unsupported-type": {
    cause: "The header Content-Type is missing or is not JSON, or the body is encoded unusually.",
    remedy: "Send Content-Type: application/json.",
  },
  "request/unknown-address": {
    cause: "No endpoint or page has this address, or the address does not take this method.",
    remedy: "Compare with /docs; the header Allow lists the methods that the address takes.",
  },
  "request/too-many": {
    cause: "More requests came from one network address in a minute than the service answers.",
    remedy: "Wait as long as Retry-After says, and send readings in batches.",
  },
  "request/key-reused": {
    cause: "The Idempotency-Key was sent before with another body.",
    remedy: "Use a new key for each new request; repeat a key only with the very same body.",
  },
  "request/stale-version": {
    cause: "If-Match names an older revision: someone changed the record after you read it.",
    remedy: "Read the record anew, apply the change to it, and send its new ETag.",
  },
  "access/no-key": {
    cause:
      "The request carries no API key. Without any key made, the service answers only requests " +
      "from its own machine to localhost.",
    remedy: "Send Authorization: Bearer and a key; an admin makes keys, as does the command line.",
  },
  "access/unknown-key": {
    cause: "The API key was never made here, was revoked, or has expired.",
    remedy: "Ask an admin for a new key.",
  },
  "access/scope": {
    cause:
      "The API key's scope does not include this request; scopes are read, ingest, dispatch, admin, each with those before it.",
    remedy: "Use a key with the scope that detail names.",
  },
  "webhook/unknown-source": {
    cause: "No webhook source has this name or id.",
    remedy: "Add the source first, and use the url that it was given.",
  },
  "webhook/unsigned": {
    cause: "The headers that prove who sent the message are missing or malformed.",
    remedy:
      "Plain sources send webhook-id, webhook-timestamp and webhook-signature; platforms send " +
      "X-Webhook-Secret, set as an additional header of their webhook.",
  },
  "webhook/bad-signature": {
    cause: "The signature or the secret fits neither of the source's live secrets.",
    remedy: "Sign the bytes that are sent, with the newest secret; rotate the source to get one.",
  },
  "webhook/stale": {
    cause: "The webhook-timestamp is more than five minutes away from the service's clock.",
    remedy: "Set the sender's clock, and sign a repeated message anew with the present time.",
  },
  "webhook/replayed": {
    cause: "A message with this webhook-id was accepted from the source before.",
    remedy: "Nothing is lost: it is stored. Give every new message a new id.",
  },
  "webhook/source-exists": {
    cause: "Another webhook source has this name.",
    remedy: "Choose another name, or rotate the secret of the one there is.",
  },
  "area/unknown": {
    cause: "No area has this id, or its import has not ended.",
    remedy: "List the areas, and follow the job of an import to its end.",
  },
  "area/no-road-graph": {
    cause: "The area's roads are not imported yet.",
    remedy: "Import the city folder, or wait until the import's job has succeeded.",
  },
  "container/unknown": {
    cause: "No container has this id.",
    remedy: "List the containers; one that the newest import left out is gone.",
  },
  "container/exists": {
    cause: "A container with this id is there already.",
    remedy: "Choose another id, or change the container with PATCH.",
  },
  "site/unknown": {
    cause: "No site has this id.",
    remedy: "List the sites of the area.",
  },
  "vehicle/unknown": {
    cause: "No vehicle has this id.",
    remedy: "List the vehicles of the area.",
  },
  "vehicle/exists": {
    cause: "A vehicle with this id is there already.",
    remedy: "Choose another id, or change the vehicle with PATCH.",
  },
  "plan/unknown": {
    cause: "No plan has this id.",
    remedy: "List the plans of the area and day.",
  },
  "plan/state": {
    cause:
      "Only a proposed plan can be accepted or rejected, only a draft released, only a draft or " +
      "released plan changed; or another version was decided on meanwhile.",
    remedy: "Read the plan anew and act on the version that is in force.",
  },
  "plan/check-failed": {
    cause: "The independent check found a broken rule in a computed plan; it was not stored.",
    remedy: "Plan again with another seed, and report the job's detail: this is a fault of ours.",
  },
  "plan/no-room": {
    cause: "No route can take the container without breaking a rule.",
    remedy: "Plan the day again, set another vehicle active, or collect it tomorrow.",
  },
  "plan/no-vehicles": {
    cause: "All vehicles of the area are off duty.",
    remedy: "Set at least one vehicle active.",
  },
  "sensor/unknown": {
    cause: "The device is no further sensor of this container.",
    remedy: "List the sensors of the container; its main one is changed with the container.",
  },
  "alarm/unknown": {
    cause: "No alarm has this id.",
    remedy: "List the alarms of the area.",
  },
  "back-test/unknown": {
    cause: "No back-test has this id.",
    remedy: "List the back-tests of the area.",
  },
  "job/unknown": {
    cause: "No job has this id.",
    remedy: "List the jobs.",
  },
  "job/state": {
    cause: "The job has ended, so that it cannot be cancelled.",
    remedy: "Read the job to see how it ended.",
  },
  "job/interrupted": {
    cause: "The service stopped several times while the job ran, and gave it up.",
    remedy: "Look into the log for the reason of the stops, then ask for the work anew.",
  },
  "job/cancelled": {
    cause: "Someone cancelled the job.",
    remedy: "Ask for the work anew if it is still wanted.",
  },
  "key/unknown": {
    cause: "No API key has this id.",
    remedy: "List the keys; the id is not the secret.",
  },
  "city/invalid": {
    cause: "Files of the city folder break their form or contradict each other.",
    remedy: "Correct every fault listed, each with its file and line.",
  },
  "city/roads": {
    cause: "The city's road file cannot be read or holds no usable road.",
    remedy:
      "Give an OpenStreetMap extract as .osm.pbf, .osm or Overpass JSON that covers the city.",
  },
  "store/locked": {
    cause: "Another running process uses the data folder.",
    remedy: "Stop the other process, or give this one another DATA_DIR.",
  },
  "store/newer-version": {
    cause: "A newer version of Fillroute has written the data folder.",
    remedy: "Run that version or a newer one, or restore a backup made by this one.",
  },
  "internal/failed": {
    cause: "Something happened that the service did not foresee.",
    remedy: "Search the service's log for the id in detail, and report what stands there.",
  },
};
