import { expect, test, vi } from "vitest";
import { awaiting } from "./steps.ts";

test("a process is frozen the next time that none of its requests is inside a transaction", () => {
  const kill = vi.spyOn(process, "kill").mockReturnValue(true);
  const step = awaiting({ step: "answer ready", nth: 2, signal: "SIGSTOP" });
  for (const passed of ["answer ready", "before creditWith", "answer ready"]) step(passed);
  expect(kill).not.toHaveBeenCalled();
  for (const passed of ["after creditWith", "answer ready"]) step(passed);
  expect(kill).toHaveBeenCalledExactlyOnceWith(process.pid, "SIGSTOP");
  kill.mockRestore();
});

test("a process is killed the nth time that it passes its step, wherever its other requests are", () => {
  const kill = vi.spyOn(process, "kill").mockReturnValue(true);
  const step = awaiting({ step: "after creditWith", nth: 1, signal: "SIGKILL" });
  for (const passed of ["before creditWith", "before creditWith", "after creditWith"]) step(passed);
  expect(kill).toHaveBeenCalledExactlyOnceWith(process.pid, "SIGKILL");
  kill.mockRestore();
});
