// The first command typed in a fresh clone ends here, before anything is installed and perhaps on
// an old Node: nothing but plain JavaScript in this file, and nothing imported before the check.
const [major, minor] = process.versions.node.split(".").map(Number);

if ((major === 20 && minor >= 19) || [22, 24, 26].includes(major)) {
  import("./run-command.mjs")
    .then((command) => command.runCommand(process.argv.slice(2)))
    .catch((error) => {
      const advice =
        error.code === "EMFILE" ? " Raise the limit of open files (ulimit -n 1024)." : "";
      console.error("The lab could not be started: " + error.message + "." + advice);
      process.exitCode = 1;
    });
} else {
  console.error(
    "Node " +
      process.versions.node +
      " does not run the lab: install Node 20.19 or later, 22, 24 or 26.",
  );
  process.exitCode = 1;
}
