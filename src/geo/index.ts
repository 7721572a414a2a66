export { buildRoadGraph } from "./graph/build.ts";
export { type Ring, type RoadChange, withChanges } from "./graph/changes.ts";
export { ROAD_CLASSES, type RoadClass, type RoadNetwork } from "./graph/classes.ts";
export type { Holiday, RoadMoment } from "./graph/conditional.ts";
export { type RoadLineProperties, roadLines } from "./graph/lines.ts";
export {
  type ReadableGraph,
  type ReadableLink,
  type ReadableNode,
  type ReadablePath,
  readableGraph,
  readablePath,
} from "./graph/readable.ts";
export type {
  ConditionCounts,
  IgnoredRestrictions,
  Oneway,
  RoadGraph,
  RoadRestriction,
  RoadWay,
} from "./graph/road-graph.ts";
export type { BucketEntries, Buckets } from "./hierarchy/buckets.ts";
export { withHierarchy } from "./hierarchy/contract.ts";
export type { OsmData, OsmFailure, OsmFormat, OsmResult, OsmSummary, Tags } from "./osm/data.ts";
export { type FeatureKind, type OsmFeatureProperties, osmFeatures } from "./osm/features.ts";
export { readOsm } from "./osm/read.ts";
export { PROFILES, profileNamed } from "./profiles/index.ts";
export type { Profile, TurnCosts, VehicleLimits } from "./profiles/profile.ts";
export {
  type ProfileFault,
  type ProfileResult,
  profileFromJson,
} from "./profiles/read-profile.ts";
export { type RoutingResult, routingFromBytes, routingToBytes } from "./routing/bytes.ts";
export { compileRouting, compileTurns } from "./routing/compile.ts";
export type { Hierarchy, Routing, UpwardArcs } from "./routing/routing.ts";
export { LEAVES, REACHED } from "./routing/routing.ts";
export { type FoundPath, findByDijkstra, findPath } from "./travel/find-path.ts";
export { growTravelMatrix } from "./travel/grow-matrix.ts";
export { type LegPath, legPath } from "./travel/leg.ts";
export { encodePath } from "./travel/polyline.ts";
export type { LonLat } from "./travel/shape.ts";
export {
  countFifoBreaks,
  type RoadSlice,
  type SlicedMatrices,
  slicedMatrices,
  travelSecAt,
} from "./travel/slices.ts";
export {
  type RoadPlace,
  type Snap,
  type SnapOptions,
  snapCandidates,
  snapPlaces,
} from "./travel/snap.ts";
export { STEP_LANGUAGES, type StepLanguage, stepText } from "./travel/step-text.ts";
export { legSteps, type Manoeuvre, type RoadStep } from "./travel/steps.ts";
export {
  bucketSearch,
  MatrixFiller,
  matrixToFill,
  type Range,
  rowsOf,
  sharedBuckets,
  type TravelTable,
  travelMatrix,
  travelTable,
} from "./travel/table.ts";
