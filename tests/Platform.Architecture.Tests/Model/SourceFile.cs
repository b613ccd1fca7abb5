using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Platform.Architecture.Tests.Model;

/// <summary>A text file with its path from the folder it belongs to, always with forward slashes.</summary>
internal sealed class SourceFile(string path, string text)
{
    private readonly Lazy<SyntaxNode> _syntax = new(() => CSharpSyntaxTree.ParseText(text, path: path).GetRoot());

    public string Path { get; } = path;

    public string Text { get; } = text;

    /// <summary>The C# syntax of the file, parsed once.</summary>
    public SyntaxNode Syntax => _syntax.Value;
}
