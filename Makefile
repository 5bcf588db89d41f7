# Long work shows its progress. Every target is safe to repeat and to interrupt; none but lock changes a tracked file.
# on a bare python3: what it needs besides, it installs into .venv
DEVKIT := cd packages/devkit/src && python3 -m devkit
# each of the processes that a run starts would compile what it imports, at every run
unexport PYTHONDONTWRITEBYTECODE

# those of make's own command line alone: USER is in every environment
option = $(if $(filter command,$(firstword $(origin $1))),$2='$(subst ','\'',$($1))')
# a switch, of the command line too
switch = $(if $(filter command,$(firstword $(origin $1))),$(if $($1),$(if $(filter "1","$($1)"),$2,$(error $1 is "$($1)"; allowed: 1. To do: make $@ $1=1, or leave $1 out))))

.DEFAULT_GOAL := help
.PHONY: help up test down account env status logs preview bench check lock soak clean verify-account doctor bootstrap-sql registry-login accept heal import-file park unpark cost backup restore preview-diff preview-comment deploy-preview deploy drift drift-issue promote size metrics

help:
	@echo 'make up       from nothing to the notebook answer: set-up, local account, pulumi up, notebook'
	@echo 'make test     set-up if needed, lint, types, every test'
	@echo 'make down     destroy the stack, stop the account, remove all that it made'
	@echo 'make account  start the local account alone'
	@echo 'make env      a line for: eval "$$(make -s env)"; then pulumi and Snowflake clients work by hand; STACK=dev CONNECTION=name for another account'
	@echo 'make status   services, containers, endpoints'
	@echo 'make logs     the log of a service: make logs SERVICE=MILVUS'
	@echo 'make preview  what up would change'
	@echo 'make preview-diff  print what this clone changes, as a pull request gets it: make -s preview-diff BASE=main; STACK= REPORT=directory'
	@echo 'make preview-comment  in CI: post the REPORT= of a preview-diff to its pull request'
	@echo 'make deploy-preview  what deploy would do on an account, as Markdown: make -s deploy-preview STACK=prod REPORT=directory (docs/deployment.md)'
	@echo 'make deploy   pulumi up on an account: STACK=prod; APPROVED=the REPORT= of a deploy-preview, beyond which it does not go'
	@echo 'make drift    what others have changed in an account, as Markdown: make -s drift STACK=prod REPORT=directory'
	@echo 'make drift-issue  in CI: open, update or close the issue of the REPORT= of a drift'
	@echo 'make bench    how long the stack takes at 0 and 350 ms a statement, beside Terraform or OpenTofu: RUNS=1 ROWS=guide,30 DELAYS=0 (docs/benchmark.md)'
	@echo 'make soak     100 kills under load, 60 with Docker, 10,000 examples a property, 60 s of open load; an hour or more'
	@echo 'make check    lint, types, workflows and import contracts alone'
	@echo 'make lock     write the lock files from the requirement files; UPGRADE=1 takes newer versions where they fit'
	@echo 'make verify-account  ask the account that SNOWFLAKE_* names who may do what (packages/spcs-local/docs/privileges.md)'
	@echo 'make bootstrap-sql  what an administrator runs once; ROLE= USER= PUBLIC_KEY=file ISSUER= SUBJECT='
	@echo 'make registry-login  have Docker sign in to the registry by itself; STACK=dev for another account, REMOVE=1 to undo it'
	@echo 'make import-file  the file by which a stack takes over what is in its account: STACK=dev FILE=import-dev.json (docs/taking-over.md)'
	@echo 'make accept   a stack of its own on an account, from preview to destroy, beside what the local account answered: STACK=dev INTO=directory'
	@echo 'make park     suspend services and compute pools, which keep what they hold; STACK=dev for another account (docs/cost.md)'
	@echo 'make unpark   have what is parked run again; STACK=dev for another account'
	@echo 'make cost     what runs of a stack, since when, in which family, credits an hour; STACK=dev for another account'
	@echo 'make backup   snapshots of what a stack holds; KEEP=7 KEEP_DAYS=30 drop older ones, LIST=1 shows them; EXPORT=1 writes an export to a stage instead; STACK=dev for another account (docs/backup.md)'
	@echo 'make restore  put the newest backup in place, or BACKUP=; STACK=dev for another account, FROM=DATABASE.SCHEMA for a backup of another stack, EXPORT= for an export'
	@echo 'make size     memory, disk and family that a collection takes: ROWS=1000000 DIM=768 INDEX=HNSW; FLOAT16=1 FIELDS=bytes REPLICAS= (docs/services.md)'
	@echo 'make metrics  what containers write of themselves, latest and history; STACK=dev for another account (docs/monitoring.md)'
	@echo 'make heal     take up a stack of which a run was killed; STACK=dev for another account, FORCE=1 takes locks of others away'
	@echo 'make promote  copy the images of one stack for another one, and name their digests in its file: FROM=dev TO=prod (docs/environments.md)'
	@echo 'make doctor   which engine, plugins, Docker and registry are in use'
	@echo 'make clean    remove images, registry storage and caches of the project'

up down account status preview check test soak clean verify-account doctor:
	@$(DEVKIT) $@

bench:
	@$(DEVKIT) bench $(call option,RUNS,--runs) $(call option,ROWS,--rows) $(call option,DELAYS,--delays)

env:
	@$(DEVKIT) env $(call option,STACK,--stack) $(call option,CONNECTION,--connection)

registry-login:
	@$(DEVKIT) registry-login $(call option,STACK,--stack) $(call switch,REMOVE,--remove) $(call switch,KEEP,--keep-session)

accept:
	@$(DEVKIT) accept $(call option,STACK,--stack) $(call option,INTO,--into) $(call switch,WITHOUT_NOTEBOOK,--without-notebook)

heal:
	@$(DEVKIT) heal $(call option,STACK,--stack) $(call switch,FORCE,--force) $(call switch,FORGET,--forget)

park unpark cost metrics:
	@$(DEVKIT) $@ $(call option,STACK,--stack)

backup:
	@$(DEVKIT) backup$(call switch,LIST,-list)$(call switch,EXPORT,-export) $(call option,STACK,--stack) $(call option,STAGE,--stage) $(call option,KEEP,--keep) $(call option,KEEP_DAYS,--keep-days)

restore:
	@$(DEVKIT) restore$(if $(call option,EXPORT),-export) $(call option,STACK,--stack) $(call option,BACKUP,--backup) $(call option,FROM,--from-schema) $(call option,EXPORT,--export) $(call switch,REPLACE,--replace)

import-file:
	@$(DEVKIT) import-file $(call option,STACK,--stack) $(call option,FILE,--file)

promote:
	@$(if $(and $(call option,FROM),$(call option,TO)),,$(error FROM or TO is missing. Run: make promote FROM=dev TO=prod))\
		$(DEVKIT) promote $(call option,FROM,--from) $(call option,TO,--to) $(call option,REPOSITORY,--repository)

size:
	@$(DEVKIT) size $(call option,ROWS,--rows) $(call option,DIM,--dim) $(call option,INDEX,--index) $(call switch,FLOAT16,--element float16) \
		$(call option,FIELDS,--fields) $(call option,REPLICAS,--replicas)

lock:
	@$(DEVKIT) lock $(call switch,UPGRADE,--upgrade)

logs:
	@$(if $(SERVICE),,$(error SERVICE is missing. Run: make logs SERVICE=MILVUS))$(DEVKIT) logs "$(SERVICE)"

bootstrap-sql:
	@$(if $(call option,PUBLIC_KEY)$(call option,ISSUER),,$(error PUBLIC_KEY is missing. Run: make -s bootstrap-sql PUBLIC_KEY=deployer.pub, or with ISSUER= SUBJECT=))\
		$(DEVKIT) bootstrap-sql $(call option,PUBLIC_KEY,--public-key) $(call option,ISSUER,--issuer) \
		$(call option,SUBJECT,--subject) $(call option,ROLE,--role) $(call option,USER,--user)

preview-diff:
	@$(if $(call option,BASE),,$(error BASE is missing. Run: make -s preview-diff BASE=main))\
		$(DEVKIT) preview-diff $(call option,BASE,--base) $(call option,STACK,--stack) $(call option,REPORT,--report)

preview-comment drift-issue:
	@$(if $(call option,REPORT),,$(error REPORT is missing: the directory that the command before $@ has written))\
		$(DEVKIT) $@ $(call option,REPORT,--report)

deploy-preview drift:
	@$(if $(call option,STACK),,$(error STACK is missing. Run: make -s $@ STACK=prod))\
		$(DEVKIT) $@ $(call option,STACK,--stack) $(call option,REPORT,--report)

deploy:
	@$(if $(call option,STACK),,$(error STACK is missing. Run: make deploy STACK=prod))\
		$(DEVKIT) $@ $(call option,STACK,--stack) $(call option,APPROVED,--approved)
