import { expect, test } from "vitest";
import { Random } from "../../../src/base/index.ts";
import { compileFacilities } from "../../../src/solver/compile/facilities.ts";
import { arriveAt, leaveBy, slowestSec } from "../../../src/solver/walk/travel-slices.ts";
import { latestArrival, readyAt } from "../../../src/solver/walk/windows.ts";
import { lineProblem } from "../line-problem.ts";

test("leaving by the last moment arrives in time, and a second later does not", () => {
  for (let seed = 0; seed < 100; seed++) {
    const random = new Random(seed);
    const baseSec = random.below(400);
    let startSec = random.below(300);
    const slices = Array.from({ length: 1 + random.below(4) }, () => {
      const slice = { startSec, travelSec: Int32Array.of(random.below(400)) };
      startSec += 1 + random.below(300);
      return slice;
    });
    const arrive = (sec: number): number => arriveAt(slices, baseSec, 0, sec);
    const most = slowestSec(slices, baseSec, 0);
    for (let sec = 0; sec < 1500; sec += 7) {
      const leaveSec = leaveBy(slices, baseSec, 0, sec);
      expect({
        ...{ seed, sec, leaveSec },
        inTime: arrive(leaveSec) <= sec,
        late: arrive(leaveSec + 1) > sec,
        overtaken: arrive(sec + 1) < arrive(sec),
        bounded: arrive(sec) - sec <= most,
      }).toEqual({
        ...{ seed, sec, leaveSec },
        ...{ inTime: true, late: true, overtaken: false, bounded: true },
      });
    }
  }
});

test("arriving by the last moment has queued in time, and a second later has not", () => {
  for (let seed = 0; seed < 100; seed++) {
    const random = new Random(seed);
    let startSec = random.below(200);
    const queues = Array.from({ length: 1 + random.below(4) }, () => {
      const queue = { startSec, queueSec: random.below(300) };
      startSec += 1 + random.below(200);
      return queue;
    });
    const facility = { placeIndex: 0, unloadSec: 0, unloadSecPerTonne: 0, feeCentsPerTonne: 0 };
    const [queue] = compileFacilities({
      ...lineProblem([10]),
      facilities: [{ ...facility, queues }],
    }).facilityQueues;
    if (queue === undefined) throw new Error("a facility with queues has none");
    for (let arrivalSec = 0; arrivalSec < 1000; arrivalSec += 3) {
      const sec = readyAt(queue, arrivalSec);
      const lastSec = latestArrival(queue, sec);
      expect({
        ...{ seed, arrivalSec, lastSec },
        inTime: readyAt(queue, lastSec) <= sec,
        late: readyAt(queue, lastSec + 1) > sec,
      }).toEqual({ ...{ seed, arrivalSec, lastSec }, inTime: true, late: true });
    }
  }
});
