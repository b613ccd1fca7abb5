namespace Platform.Validation.Schema;

/// <summary>A schema cannot be compiled. The message says where, what is wrong, and what to do.</summary>
public sealed class JsonSchemaException : Exception
{
    /// <summary>A schema cannot be compiled.</summary>
    /// <param name="message">What is wrong, and what to do.</param>
    /// <param name="location">Where in the schema: a URI with a JSON Pointer as its fragment.</param>
    /// <param name="innerException">What lies below it.</param>
    public JsonSchemaException(string message, string location, Exception? innerException = null)
        : base($"{message} (at {location})", innerException) => Location = location;

    /// <summary>Where in the schema: a JSON Pointer as a fragment (<c>#/properties/name</c>), behind the schema's URI where it has one.</summary>
    public string Location { get; }
}
