namespace Platform.Errors;

/// <summary>
/// Makes a <see langword="static"/> <see langword="partial"/> class a catalogue of errors; the generator writes what its <see cref="ErrorAttribute"/> methods
/// declare.
/// </summary>
/// <param name="domain">
/// The owner of the codes, as <c>google.rpc.ErrorInfo.domain</c>: lower-case letters, digits, dots and hyphens, starting with a letter, at most 63 characters
/// (<c>orders</c>, <c>desk.example</c>).
/// </param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ErrorCatalogAttribute(string domain) : Attribute
{
    /// <summary>The owner of the codes.</summary>
    public string Domain { get; } = domain;

    /// <summary>
    /// What the problem types of this catalogue start with: an absolute URI that ends in <c>/</c>, <c>#</c> or <c>:</c>; the code in lower case with hyphens
    /// follows.
    /// </summary>
    /// <value>Default: <see langword="null"/>, which means <c>urn:error:</c><i>domain</i><c>:</c>.</value>
    public string? TypeBase { get; set; }

    /// <summary>
    /// The resources in which translations of titles and details are looked up, under <c>CODE.title</c> and <c>CODE.detail</c>: the class that a .resx file
    /// generates, or any type whose full name is the base name of the resources.
    /// </summary>
    /// <value>Default: <see langword="null"/>, no translations.</value>
    public Type? Resources { get; set; }

    /// <summary>
    /// The language tag (RFC 5646) of the titles and details of this catalogue. Set it where a catalogue is made for services in other languages, in a library.
    /// </summary>
    /// <value>Default: <see langword="null"/>, that of the service: <see cref="PlatformErrorsOptions.NeutralLanguage"/>.</value>
    public string? NeutralLanguage { get; set; }
}
