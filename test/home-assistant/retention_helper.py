"""What Home Assistant's own code keeps of histories of backups: cases as JSON on standard input, answers on standard output."""

import asyncio
import json
import sys
from datetime import datetime
from types import SimpleNamespace

from homeassistant.components.backup import config
from homeassistant.components.backup.manager import AgentBackupStatus, BackupManager, ManagerBackup

later = []
# Deleting by age waits for a day to pass; here it is called at once.
config.async_call_later = lambda hass, delay, action: later.append(action) or (lambda: None)


def backup_of(item):
    return ManagerBackup(
        addons=[],
        agents={name: AgentBackupStatus(protected=True, size=1) for name in item["locations"]},
        backup_id=item["id"],
        database_included=True,
        date=item["date"],
        extra_metadata={},
        failed_addons=[],
        failed_agent_ids=[],
        failed_folders=[],
        folders=[],
        homeassistant_included=True,
        homeassistant_version="2026.11.0",
        name=item["id"],
        with_automatic_settings=item["automatic"],
    )


async def kept(case):
    backups = {item["id"]: backup_of(item) for item in case["backups"]}
    places = {item["id"]: set(item["locations"]) for item in case["backups"]}
    agents = {
        name: config.AgentConfig(protected=True, retention=config.AgentRetentionConfig(**rule))
        for name, rule in case["rules"].items()
    }
    retention = config.RetentionConfig(copies=case["copies"], days=case["days"])

    async def delete(backup_id, agent_ids):
        places[backup_id] -= set(agent_ids)
        return {}

    manager = SimpleNamespace(
        hass=None,
        remove_next_delete_event=None,
        config=SimpleNamespace(data=SimpleNamespace(agents=agents, retention=retention)),
        async_delete_backup=delete,
    )

    async def get_backups():
        left = {}
        for name, backup in backups.items():
            if places[name]:
                status = {place: backup.agents[place] for place in places[name]}
                left[name] = config.replace(backup, agents=status)
        return left, {}

    manager.async_get_backups = get_backups
    manager.async_delete_filtered_backups = lambda **filters: BackupManager.async_delete_filtered_backups(manager, **filters)
    now = datetime.fromisoformat(case["now"])
    config.dt_util.utcnow = lambda: now
    await config.delete_backups_exceeding_configured_count(manager)
    later.clear()
    retention.apply(manager)
    if later:
        await later[0](now)
    return {name: sorted(where) for name, where in places.items()}


async def answers():
    return [await kept(case) for case in json.load(sys.stdin)]


print(json.dumps(asyncio.run(answers())))
