namespace Platform.Webhooks.Destinations;

/// <summary>Why a destination is not called.</summary>
public enum DestinationFault
{
    /// <summary>Nothing: it may be called.</summary>
    None,

    /// <summary>There is no URL, or it is longer than allowed.</summary>
    InvalidLength,

    /// <summary>It has a character that is not printable ASCII, or a backslash. A name in other letters is written in its ASCII form, <c>xn--…</c>.</summary>
    InvalidCharacter,

    /// <summary>It is no absolute URL.</summary>
    NotAbsolute,

    /// <summary>Its scheme is not <c>https</c>, or <c>http</c> where that is allowed.</summary>
    SchemeNotAllowed,

    /// <summary>It carries a user name or a password, which logs would show and which hide where it leads.</summary>
    UserInfo,

    /// <summary>It has a fragment, which is never sent.</summary>
    Fragment,

    /// <summary>Its host is no name and no address, or parsers disagree on which it is.</summary>
    InvalidHost,

    /// <summary>Its host is an IPv4 address in another spelling than four decimal numbers: hexadecimal, octal, shortened, one number.</summary>
    ObfuscatedAddress,

    /// <summary>Its host is a name that only a local network knows.</summary>
    LocalName,

    /// <summary>Its port is not allowed.</summary>
    PortNotAllowed,

    /// <summary>Its address, or one of those that its name has, is not public and not in a network that is allowed.</summary>
    AddressNotPublic,

    /// <summary>Its name has no address.</summary>
    NotResolved,

    /// <summary>Its name was not looked up in time.</summary>
    LookupTimeout,

    /// <summary>As many names are looked up as may be at once, and none was done in time. It says nothing of the host.</summary>
    LookupsBusy,
}
