// The program: hands the command line to `CommandLine`.
// SPDX-License-Identifier: EUPL-1.2

import CommandLine

@main
struct Main {
    static func main() {}
}
