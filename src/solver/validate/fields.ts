/** Fields of each element; any other is a fault, so that nothing is quietly ignored. */
export const FIELDS = {
  problem:
    "name dimensions streams skills profiles depots facilities vehicleTypes vehicles stops " +
    "groups released objective",
  dimension: "name unit",
  profile: "name matrix slices plane",
  slice: "startSec travelSec",
  depot: "id placeIndex hours docks",
  docks: "count fromSec everySec",
  facility:
    "id placeIndex windows unloadSec unloadSecPerTonne feeCentsPerTonne streamIndices queues " +
    "loadsTotalMax",
  queue: "startSec queueSec",
  vehicleType:
    "name profileIndex capacities compactionPermille compartments skillIndices breaks " +
    "streamIndices mixedStreams startDepotIndex endDepotIndex shift unloadBeforeEnd " +
    "durationSecMax distanceMMax stopCountMax loadsTotalMax tripCountMax costs",
  compartment: "capacities streamIndices",
  windowBreak: "kind earliestSec latestSec restSec paid",
  ruleBreak: "kind drivingSecMax workSecMax restSec partsSec paid",
  costs: "fixedCents centsPerKm centsPerHour centsPerOvertimeHour centsPerLift fuel",
  fuel: "mlPerKm mlPerTonneKm centsPerLitre co2GramsPerLitre",
  shift: "startSec endSec overtimeFromSec",
  window: "startSec endSec",
  vehicle: "id typeIndex startDepotIndex endDepotIndex shift committed holdCount onBoard running",
  boardLoad: "streamIndex loads",
  running: "placeIndex fromSec drivingSec workSec breakCount durationSec distanceM",
  stop:
    "id placeIndex serviceSec loads streamIndex windows priceCents vehicleIndices skillIndices " +
    "addedServiceSec lateness alternatives lifts releaseSec",
  lateness: "afterSec centsPerHour",
  alternative: "placeIndex addedServiceSec",
  group: "kind stopIndices priceCents",
  objective: "balance compactness centsPerTonneCo2",
  balanceByDuration: "by centsPerHour",
  balanceByLoad: "by centsPerTonne",
  compactness: "neighbourCount cents",
  released: "routes changeVehicleCents changeOrderCents",
  releasedRoute: "vehicleIndex stopIndices",
  visitStop: "kind stopIndex alternative",
  visitFacility: "kind facilityIndex",
  visitBreak: "kind breakIndex part",
} as const;
