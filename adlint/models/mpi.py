"""mpi4py: messages, requests, windows, communicators. Upper-case methods take buffers, lower-case ones objects."""

from adlint.models.model import Effect, Model, resource

COMM = "mpi4py.MPI.Comm"
ALIASES = {
    f"mpi4py.MPI.{name}": COMM
    for name in (
        "COMM_WORLD", "COMM_SELF", "Intracomm", "Intercomm", "Cartcomm", "Graphcomm", "Distgraphcomm", "Topocomm",
    )
} | {f"mpi4py.MPI.{name}": "mpi4py.MPI.Request" for name in ("Grequest",)} | {
    f"mpi4py.MPI.{name}": "mpi4py.MPI.Datatype"
    for name in ("DOUBLE", "FLOAT", "INT", "LONG", "BYTE", "CHAR", "COMPLEX", "DOUBLE_COMPLEX", "INT64_T")
}  # fmt: skip
REQUEST = "mpi4py.MPI.Request"
_COMMUNICATORS = "Comm Intracomm Intercomm Cartcomm Graphcomm Distgraphcomm Comm.Clone Comm.Get_parent"
_SENDS = "Send Ssend Bsend Rsend send ssend bsend"
_RECEIVES = "Recv recv Mrecv"
_STARTED_SENDS = "Isend Issend Ibsend Irsend isend issend ibsend"
_STARTED_RECEIVES = "Irecv irecv Imrecv"
_STARTED_COLLECTIVES = (
    "Ibarrier Ibcast Igather Igatherv Iscatter Iscatterv Iallgather Iallgatherv Ialltoall Ialltoallv Ialltoallw"
    " Ireduce Iallreduce Ireduce_scatter Ireduce_scatter_block Iscan Iexscan Ineighbor_allgather Ineighbor_allgatherv"
    " Ineighbor_alltoall Ineighbor_alltoallv Ineighbor_alltoallw"
)
_PERSISTENT = "Send_init Ssend_init Bsend_init Rsend_init Recv_init"
_NEW_COMMUNICATORS = "Dup Split Split_type Create Create_group Create_cart Create_graph Create_dist_graph_adjacent Sub"
_DATATYPES = (
    "Create_contiguous Create_vector Create_hvector Create_indexed Create_subarray Create_darray Create_struct"
    " Create_resized Create_indexed_block Create_hindexed Dup"
)
_NEW_GROUPS = (
    f"{COMM}.Get_group",
    *(f"mpi4py.MPI.Group.{name}" for name in "Incl Excl Range_incl Range_excl Union Intersection Difference Dup".split()),
)
_WAITS = "Wait wait Test test Cancel Free free cancel"  # `free` frees what there is to free, since mpi4py 4.1
_WAIT_MANY = "Waitall waitall Waitany waitany Waitsome waitsome Testall testall Testany testany Testsome testsome"
# of these, what may leave some as they are, if nobody asks how many are left
PERHAPS = frozenset(name for name in f"Test test {_WAIT_MANY}".split() if not name.lower().endswith("waitall"))
# what waits for requests, or asks whether they are at their end, by names that nothing else has
COMPLETING = frozenset(f"Wait Test {_WAIT_MANY}".split())
# what begins an epoch of a window, and what ends it
EPOCHS = {"Lock": "Unlock", "Lock_all": "Unlock_all"}
STARTS = frozenset({"Start", "Startall"})  # persistent requests

MODELS: tuple[Model, ...] = (
    *(Model(f"mpi4py.MPI.{name}", result=COMM) for name in _COMMUNICATORS.split()),
    *(Model(f"{COMM}.{name}", effect=Effect.SEND, what="message") for name in _SENDS.split()),
    *(Model(f"{COMM}.{name}", effect=Effect.RECEIVE, what="message") for name in _RECEIVES.split()),
    *(Model(f"{COMM}.{name}", REQUEST, Effect.SEND, "message", acquires="request") for name in _STARTED_SENDS.split()),
    *(Model(f"{COMM}.{name}", REQUEST, Effect.RECEIVE, "message", acquires="request")
      for name in _STARTED_RECEIVES.split()),
    *(Model(f"{COMM}.{name}", REQUEST, acquires="request") for name in _STARTED_COLLECTIVES.split()),
    # to wait for one of these ends what was started, and does not free it
    *resource("communicator", " ".join(f"{COMM}.{name}" for name in _PERSISTENT.split()), "mpi4py.MPI.Prequest", "Free free"),
    *resource("communicator", "mpi4py.MPI.Op.Create", "mpi4py.MPI.Op", "Free free"),
    *resource("communicator", " ".join(_NEW_GROUPS), "mpi4py.MPI.Group", "Free free"),
    *(Model(f"{COMM}.{name}", effect=Effect.SEND, what="message", also=Effect.RECEIVE)
      for name in ("Sendrecv", "sendrecv", "Sendrecv_replace")),
    Model("mpi4jax.send", effect=Effect.SEND, what="message"),
    Model("mpi4jax.recv", effect=Effect.RECEIVE, what="message"),
    Model("mpi4jax.sendrecv", effect=Effect.SEND, what="message", also=Effect.RECEIVE),
    *(Model(f"{REQUEST}.{name}", releases="self") for name in _WAITS.split()),
    *(Model(f"{REQUEST}.{name}", releases="argument") for name in _WAIT_MANY.split()),
    *(Model(f"{COMM}.{name}", result=COMM, acquires="communicator") for name in _NEW_COMMUNICATORS.split()),
    *(Model(f"{COMM}.{name}", releases="self") for name in ("Free", "free", "Disconnect", "__exit__")),
    *(Model(f"mpi4py.MPI.Datatype.{name}", "mpi4py.MPI.Datatype", acquires="communicator")
      for name in _DATATYPES.split()),
    Model("mpi4py.MPI.Datatype.Commit", result="=self"),
    *(Model(f"mpi4py.MPI.Datatype.{name}", releases="self") for name in ("Free", "free")),
    *resource("memory", "mpi4py.MPI.Alloc_mem", "mpi4py.MPI.memory", ""),
    Model("mpi4py.MPI.Free_mem", releases="argument"),
    *resource(
        "memory",
        "mpi4py.MPI.Win.Allocate mpi4py.MPI.Win.Allocate_shared mpi4py.MPI.Win.Create mpi4py.MPI.Win.Create_dynamic",
        "mpi4py.MPI.Win",
        "Free free __exit__",
    ),
    *resource("request", "torch.distributed.isend torch.distributed.irecv", "torch.distributed.Work", "wait"),
    *resource("file", "mpi4py.MPI.File.Open", "mpi4py.MPI.File", "Close free __exit__"),
)  # fmt: skip

# Methods of an object of unknown class that no other protocol of these names and arguments has: name -> the argument
# that must be given, by keyword, for the lower-case ones.
PROTOCOL: dict[str, tuple[str, ...]] = (
    {name: () for name in f"{_STARTED_SENDS} {_STARTED_RECEIVES} {_STARTED_COLLECTIVES}".split() if name[0] == "I"}
    | dict.fromkeys(["Send", "Ssend", "Recv", "Sendrecv", "Sendrecv_replace"], ())
    | dict.fromkeys(["send", "ssend", "bsend", "isend", "issend"], ("dest",))
    | dict.fromkeys(["recv", "irecv"], ("source",))
    | {"sendrecv": ("dest", "source")}
)
