namespace Platform.Plugins.Packages;

/// <summary>Why a package is refused. There is no value for "probably": what is not known to be right is refused.</summary>
public enum PackageFault
{
    /// <summary>More bytes, packed or unpacked, or more files than the limits allow.</summary>
    TooLarge,

    /// <summary>Not a zip file, or one that is cut off.</summary>
    NotAZip,

    /// <summary>A zip file with something that packages do not use: encryption, another method, zip64, folders, extra fields, data descriptors.</summary>
    Unsupported,

    /// <summary>A file that would lie outside of the package, or that means different places on different systems.</summary>
    UnsafePath,

    /// <summary>A symbolic link, or another entry that is no ordinary file.</summary>
    NotAFile,

    /// <summary>Two entries of one name.</summary>
    DuplicateEntry,

    /// <summary>Two names that differ only in their case, or a file where another has a folder.</summary>
    PathCollision,

    /// <summary>Sizes, checksums or places that contradict each other.</summary>
    Contradiction,

    /// <summary>No <c>plugin.json</c>, or one that cannot be used.</summary>
    Manifest,

    /// <summary>The assembly that the manifest names is not in the package.</summary>
    MissingFile,

    /// <summary>No signature.</summary>
    Unsigned,

    /// <summary>A signature that is not written as DSSE has it.</summary>
    Envelope,

    /// <summary>Nobody trusts the publisher.</summary>
    UnknownPublisher,

    /// <summary>Too few of the publisher's keys have signed these bytes.</summary>
    TooFewSignatures,

    /// <summary>What was signed is another package.</summary>
    OtherPackage,

    /// <summary>The package, or a key without which too few have signed it, is revoked.</summary>
    Revoked,

    /// <summary>The signature has expired.</summary>
    Expired,

    /// <summary>The signature is of the future.</summary>
    NotYetValid,

    /// <summary>A version before the newest that was ever installed.</summary>
    Downgrade,

    /// <summary>It would fail with this host: something that it refers to is not there.</summary>
    Incompatible,

    /// <summary>Other bytes than those that were installed as the same version.</summary>
    VersionReused,

    /// <summary>More is asked for than was agreed to.</summary>
    ConsentNeeded,

    /// <summary>Something else was installed since the change was planned.</summary>
    Outdated,

    /// <summary>A file in the store is not the one that was installed.</summary>
    Tampered,
}
