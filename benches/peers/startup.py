"""Registers plugins with a Python plugin framework, once, and says how long that took.

    startup.py pluggy|pluginkit|nitro-dispatch < plan

The plan names a plugin in each line, followed by the ids of those it depends on; `startup plan <plugins>` writes one, and
startup.sh runs it all. What is printed is nanoseconds of processor time: a run of a minute has to share the machine with
others, and waiting for them is not what is asked about.

Each plugin has the same four hooks. Classes are made before the clock starts, as identities are on the other side;
plugins are made while it runs. Every framework is used as its documentation says: pluggy and pluginkit take instances under
names and know no dependencies, nitro-dispatch takes classes and loads them, dependencies first.
"""

import sys
import time

HOOKS = ("opened", "read", "written", "closed")


def parsed(lines):
    """The plan: ids with those they depend on."""
    return [(plugin, needs) for plugin, *needs in map(str.split, lines)]


def hooks_of(marker):
    """A namespace of the four hooks: each answers with what it is given."""

    class Hooks:
        @marker
        def opened(self, amount):
            return amount

        @marker
        def read(self, amount):
            return amount

        @marker
        def written(self, amount):
            return amount

        @marker
        def closed(self, amount):
            return amount

    return Hooks


def with_instances(framework, plan):
    """pluggy, and pluginkit, which has its interface: how to set up, and how to count whom a hook calls."""
    specified = hooks_of(framework.HookspecMarker("startup"))()
    plugin = hooks_of(framework.HookimplMarker("startup"))

    def start():
        manager = framework.PluginManager("startup")
        manager.add_hookspecs(specified)
        for name, _ in plan:
            manager.register(plugin(), name=name)
        return manager

    return start, lambda manager, hook: len(getattr(manager.hook, hook)(amount=1))


def pluggy(plan):
    import pluggy as framework

    return with_instances(framework, plan)


def pluginkit(plan):
    import pluginkit as framework

    return with_instances(framework, plan)


def nitro_dispatch(plan):
    import nitro_dispatch as framework

    class Base(framework.PluginBase):
        @framework.hook("opened")
        def opened(self, amount):
            return amount + 1

        @framework.hook("read")
        def read(self, amount):
            return amount + 1

        @framework.hook("written")
        def written(self, amount):
            return amount + 1

        @framework.hook("closed")
        def closed(self, amount):
            return amount + 1

    # It keeps ids and dependencies with the class.
    classes = [type("Plugin", (Base,), {"name": name, "dependencies": needs}) for name, needs in plan]

    def start():
        manager = framework.PluginManager()
        for plugin in classes:
            manager.register(plugin)
        manager.load_all()
        return manager

    # Its hooks are a pipeline, in which each adds one.
    return start, lambda manager, hook: manager.trigger(hook, 0)


FRAMEWORKS = {"pluggy": pluggy, "pluginkit": pluginkit, "nitro-dispatch": nitro_dispatch}


def main():
    if len(sys.argv) != 2 or sys.argv[1] not in FRAMEWORKS:
        sys.exit(f"usage: startup.py {'|'.join(FRAMEWORKS)} < plan")
    plan = parsed(sys.stdin)
    start, called = FRAMEWORKS[sys.argv[1]](plan)

    begun = time.process_time_ns()
    manager = start()
    taken = time.process_time_ns() - begun

    for hook in HOOKS:
        if called(manager, hook) != len(plan):
            sys.exit(f"{hook} calls {called(manager, hook)} plugins, not {len(plan)}")
    print(taken)


if __name__ == "__main__":
    main()
