namespace Platform.Plugins.Frames;

/// <summary>What a frame says.</summary>
internal enum FrameKind : byte
{
    /// <summary>A method that answers once is to be called. The message holds its arguments.</summary>
    Call = 1,

    /// <summary>
    /// A method that answers with a stream is to be called. The message holds its arguments, the number how many items may be sent.
    /// </summary>
    Stream = 2,

    /// <summary>Nobody waits any more.</summary>
    Cancel = 3,

    /// <summary>So many items more may be sent.</summary>
    Credit = 4,

    /// <summary>The method has answered. The message holds its result.</summary>
    Answer = 5,

    /// <summary>One item of a stream.</summary>
    Item = 6,

    /// <summary>The stream has ended.</summary>
    End = 7,

    /// <summary>The method has failed. The message holds the type of the exception and what it says.</summary>
    Fail = 8,
}
