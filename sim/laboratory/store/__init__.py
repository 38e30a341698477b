"""What a study folder is made of, one file each: parts, lock, manifest, tables, room on the disk.

`sim.laboratory.store.folder.StudyFolder` puts them together for the one who writes. `status` and `exporting` are for whoever comes back to a
folder; `sim.studies.resuming` goes on with it.
"""
