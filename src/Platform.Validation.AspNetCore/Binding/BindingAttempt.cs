namespace Platform.Validation.AspNetCore.Binding;

/// <summary>How far a request got: whether its arguments were bound, and a body that was bound here instead of by the framework.</summary>
internal sealed class BindingAttempt
{
    /// <summary>Whether the filters of the endpoint were reached with all arguments: what is answered from then on is the application's.</summary>
    public bool IsBound { get; set; }

    /// <summary>The type of the body, where its bytes are kept.</summary>
    public Type? BodyType { get; set; }

    /// <summary>The bytes of the body, as long as the endpoint runs.</summary>
    public ReadOnlyMemory<byte> Bytes { get; set; }

    /// <summary>The body as the schema saw it; <see langword="null"/> where the framework's is as good.</summary>
    public object? Body { get; set; }
}
