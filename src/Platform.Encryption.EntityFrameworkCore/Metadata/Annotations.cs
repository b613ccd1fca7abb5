namespace Platform.Encryption.EntityFrameworkCore.Metadata;

/// <summary>What the model says of encrypted properties, in annotations of shadow properties that a snapshot of migrations can hold: text and nothing else.</summary>
internal static class Annotations
{
    /// <summary>On the shadow property of a column: the path of the plaintext property, such as "Email" or "Reporter.Email".</summary>
    public const string Of = "PlatformEncryption:Of";

    public const string Purpose = "PlatformEncryption:Purpose";

    public const string Subject = "PlatformEncryption:Subject";

    public const string State = "PlatformEncryption:State";

    /// <summary>Table and column that values are bound to.</summary>
    public const string BoundTable = "PlatformEncryption:BoundTable";

    public const string BoundColumn = "PlatformEncryption:BoundColumn";

    /// <summary>On the shadow property of a column: that another target has it.</summary>
    public const string Elsewhere = "PlatformEncryption:Elsewhere";

    /// <summary>On the shadow property of an index: the path of the plaintext property.</summary>
    public const string IndexOf = "PlatformEncryption:IndexOf";

    /// <summary>Length, bits and normaliser.</summary>
    public const string Index = "PlatformEncryption:Index";

    /// <summary>On the entity type: the properties that values are bound to instead of the primary key.</summary>
    public const string Row = "PlatformEncryption:Row";

    /// <summary>At run time: what was made of all these.</summary>
    public const string Model = "PlatformEncryption:Model";
}
