-- A device that came back with nothing new but the time was seen again, and that is all.

update identity.devices
set last_seen_at = device_times.last_seen_at
from device_times
where
    devices.source = device_times.source
    and devices.device_id = device_times.device_id
    and devices.last_seen_at is distinct from device_times.last_seen_at;
