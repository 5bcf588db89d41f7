# What Milvus may use of the memory that there is, sourced before it starts; what the environment says already stays.
# Without it the kernel kills a Milvus that takes in more than its container's limit: Milvus goes by shares of the limit
# (the Dockerfile has that of loading), and what has to be left is not the same share of every limit. The first argument
# is the role of a cluster's node; images/milvus-node has the same file.

# in MiB: of control groups of version 2, of version 1, or of the machine where neither sets one
milvus_memory() {
    machine=0 found=max
    while read -r name size _; do
        if [ "$name" = MemTotal: ]; then
            machine=$((size / 1024))
            break
        fi
    done </proc/meminfo
    for file in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
        if [ -r "$file" ]; then
            read -r found <"$file"
            break
        fi
    done
    case $found in
        *[!0-9]*) echo "$machine" ;;
        *) [ $((found / 1048576)) -lt "$machine" ] && echo $((found / 1048576)) || echo "$machine" ;;
    esac
}

# NAME VALUE
milvus_default() {
    eval "export $1=\"\${$1:-$2}\""
}

memory=$(milvus_memory)

# Go collects garbage in time for vectors, which lie outside its heap, to have the rest; other roles hold none
role=${1:-standalone}
case $role in
    standalone | querynode | indexnode) milvus_default GOMEMLIMIT $((memory * 2 / 5))MiB ;;
    *) milvus_default GOMEMLIMIT $((memory * 4 / 5))MiB ;;
esac

# A segment is loaded and indexed as a whole, which takes up to three times its size. Milvus' own largest, of 512 MB or
# more, are for 8 GiB and more. How much the smallest node of a cluster has that loads or indexes, in MiB, the
# coordinators are told.
case $role in
    standalone) holder=$memory ;;
    *) holder=${NODE_MEMORY:-8192} ;;
esac
if [ "$holder" -lt 8192 ]; then
    milvus_default DATACOORD_SEGMENT_MAXSIZE $((holder > 256 ? holder / 16 : 16))
fi

# What is under way when writing is refused is taken in still, and indexed: 288 MiB of it were seen. So Milvus refuses
# to write where that much is left, beyond 85 % in any case, and slows writers down from 12 % below.
high=$((100 - 28800 / (memory > 0 ? memory : 1)))
[ "$high" -ge 40 ] || high=40
[ "$high" -le 85 ] || high=85
for node in DATANODE QUERYNODE; do
    level=QUOTAANDLIMITS_LIMITWRITING_MEMPROTECTION_${node}MEMORY
    milvus_default "${level}HIGHWATERLEVEL" "0.$high"
    milvus_default "${level}LOWWATERLEVEL" "0.$((high - 12))"
done
